"""One application for all tests of the interface, without a screen, and nothing left over between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from painter.ui.theme import apply_theme, set_reduced_motion


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """Return the application with painter's theme; motion is off, so that nothing has to be waited for."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, reduce_motion=True)
    return app


@pytest.fixture(autouse=True)
def _flush_after_each_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a test opened and deliver what it asked to be deleted, so that no test meets another's widgets."""
    yield
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return
    for widget in app.topLevelWidgets():
        widget.hide()
        widget.deleteLater()
    app.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # Without a screen Qt fails at the very end over what is left in its clipboard.
    app.clipboard().clear()
    set_reduced_motion(app, True)
