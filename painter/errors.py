"""The one base of every error an artist may read.

Not for bugs: a programming mistake raises what Python raises and is logged with its traceback.
"""


class PainterError(Exception):
    """Something went wrong that the artist should know.

    The message is one or two plain sentences: what happened, what was kept, what to do next.
    It names files by name and never holds a traceback or a type name.
    """
