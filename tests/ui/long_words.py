"""Words as long as German ones, and which of them came out shortened."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication, QWidget

from painter.ui.widgets import drawing


class LongWords(QTranslator):
    """Makes every text about a third longer."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, disambiguation: str = "", n: int = -1) -> str:
        # What stands in braces or is a number with its unit stays as it is.
        return text + "n" * math.ceil(sum(letter.isalpha() for letter in text.split("{")[0]) / 3)


@contextmanager
def long_words() -> Iterator[None]:
    """Translate every text into a longer one as long as this lasts."""
    translator = LongWords()
    QCoreApplication.installTranslator(translator)
    try:
        yield
    finally:
        QCoreApplication.removeTranslator(translator)


def shortened_in(widget: QWidget, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Show a widget at the size it has, paint it and return the texts that did not fit."""
    seen: list[str] = []

    class Recorder(QFontMetricsF):
        def elidedText(self, text: str, mode: object, width: float, flags: int = 0) -> str:
            shown: str = super().elidedText(text, mode, width, flags)  # type: ignore[arg-type]
            if shown != text:
                seen.append(text)
            return shown

    widget.show()
    QApplication.processEvents()
    with monkeypatch.context() as patched:
        patched.setattr(drawing, "QFontMetricsF", Recorder)
        image = QImage(widget.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        widget.render(image)
    return seen
