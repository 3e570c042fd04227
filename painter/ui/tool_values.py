"""How the tools are set: what their options bars show and the tools read. The brush's values are the brush's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from painter.document.selection import Combine
from painter.paint.filling import GradientKind
from painter.pixels.transform import Resampling


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """What counts as one area, for fill and wand.

    Attributes:
        tolerance: 0 to 255: how far any channel may be off.
        contiguous: Only what hangs together.
        all_layers: Look at all that shows, not at the active layer alone.
        gap_px: Openings up to this wide count as closed.
    """

    tolerance: int = 32
    contiguous: bool = True
    all_layers: bool = False
    gap_px: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectValues:
    """Of all tools that select.

    Attributes:
        how: How a new selection meets the old one, where no key says otherwise.
        feather_px: How far its edge is blurred to each side.
    """

    how: Combine = Combine.REPLACE
    feather_px: float = 0.0
    alike: Alike = field(default_factory=Alike)


@dataclass(frozen=True, slots=True, kw_only=True)
class FillValues:
    """Attributes:
    opacity: 0 to 1.
    """

    alike: Alike = field(default_factory=Alike)
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientValues:
    """Attributes:
    fades: It ends in transparency instead of the background colour.
    turned: It runs the other way round.
    opacity: 0 to 1.
    """

    kind: GradientKind = GradientKind.LINEAR
    fades: bool = False
    turned: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CropValues:
    """Attributes:
    ratio: Width by height; 0 for any.
    """

    ratio: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformValues:
    """How a transform makes pixels between pixels."""

    how: Resampling = Resampling.BICUBIC


class ToolValues(QObject):
    """The values of every tool.

    Signals:
        changed(): Any of them is another.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.select = SelectValues()
        self.fill = FillValues()
        self.gradient = GradientValues()
        self.crop = CropValues()
        self.transform = TransformValues()

    def change(self, name: str, **values: Any) -> None:
        """Change some values of one tool: ``change("fill", opacity=0.5)``."""
        old = getattr(self, name)
        new = replace(old, **values)
        if new != old:
            setattr(self, name, new)
            self.changed.emit()

    def change_alike(self, name: str, **values: Any) -> None:
        """Change what counts as one area for a tool: ``change_alike("fill", tolerance=8)``."""
        self.change(name, alike=replace(getattr(self, name).alike, **values))
