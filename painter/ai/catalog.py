"""From a request's method to the code that runs it. The one place where the models are imported, lazily.

The model process runs `run`; nothing else of the models is known outside.
"""

from __future__ import annotations

from typing import Any

from painter.ai.runner import Arrays, Reporter, Result
from painter.errors import PainterError


def run(request: Any, inputs: Arrays, reporter: Reporter) -> Result:
    """Run any request (a `painter.ai.runner.Runner`).

    Raises:
        PainterError: No method of this version runs it, or the one that does says why it cannot.
    """
    if getattr(request, "method", None) == "style":
        from painter.ai import style_method

        return style_method.run(request, inputs, reporter)
    raise PainterError("This version of painter cannot run that yet.")
