"""Where the things that are not code lie: weights, style thumbnails, samples, fonts.

In a wheel they travel as ``painter/_resources``; in a checkout they are ``resources/`` beside the package.
"""

from pathlib import Path

from painter.errors import PainterError

_PACKAGE = Path(__file__).resolve().parent


def resources_folder() -> Path:
    """Return the folder of all resources.

    Raises:
        PainterError: The installation is incomplete.
    """
    for folder in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise PainterError("painter's resources are missing. Install the program again.")


def resource(*parts: str) -> Path:
    """Return the path of one resource, for example ``resource("models", "multistyle26.safetensors")``.

    The file need not exist; who opens it says what is missing.
    """
    return resources_folder().joinpath(*parts)
