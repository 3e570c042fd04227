"""The sample artwork that comes with painter."""

from __future__ import annotations

from painter.files.opening import open_document
from painter.resources import resource
from painter.session import Session


def open_sample() -> Session:
    """Return a session with the sample artwork, as something never saved.

    Raises:
        PainterError: The installation is incomplete.
    """
    path = resource("samples", "dawn-over-the-lake.ora")
    return Session(open_document(path).document, title="Dawn over the lake")
