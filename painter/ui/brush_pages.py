"""The pages of the brush editor: fields, choices and curves bound to the values of the brush in hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from painter.paint.brush import (
    ADDED_TARGETS,
    Accumulate,
    Brush,
    BrushBlend,
    Combine,
    Dual,
    Dynamic,
    Follow,
    Grain,
    Input,
    MixMode,
    MixSample,
    Stabiliser,
    Target,
    Tip,
    TipKind,
)
from painter.paint.brush_values import brush_value
from painter.paint.curves import Points
from painter.paint.tips import brush_folder
from painter.resources import resource
from painter.ui.brush_words import dynamic_title, input_word, word
from painter.ui.paint_state import PaintState
from painter.ui.theme import DARK
from painter.ui.widgets.curve_editor import CurveEditor
from painter.ui.widgets.drop_down import DropDown
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import ElidedLabel, SectionLabel
from painter.ui.widgets.push_button import PushButton
from painter.ui.widgets.value_field import ValueField

_GAP = 8
ROUND = "round"
_BETWEEN = "\n"
"""No name of a picture holds it."""
_FACTORS: tuple[Target, ...] = (
    "size",
    "flow",
    "opacity",
    "hardness",
    "ratio",
    "scatter",
    "grain",
    "load",
    "length",
)
_INPUTS: tuple[Input, ...] = (
    "pressure",
    "tilt",
    "speed",
    "direction",
    "azimuth",
    "rotation",
    "random",
    "stroke",
    "distance",
    "time",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """A field and the value it shows: `times` is what one of the brush is in the field."""

    name: str
    field: ValueField
    times: float


class Page(QWidget):
    """A grid of two columns; fill it with `number`, `choice` and `heading`."""

    def __init__(self, state: PaintState, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.showing = False
        self._bound: list[_Bound] = []
        self._choices: list[tuple[DropDown, Callable[[Brush], object]]] = []
        self._cell = 0
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 12, 0)
        self.grid.setHorizontalSpacing(_GAP)
        self.grid.setVerticalSpacing(_GAP)
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1)

    def _place(self, widget: QWidget) -> None:
        self.grid.addWidget(widget, self._cell // 2, self._cell % 2)
        self._cell += 1

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._cell += self._cell % 2
        self.grid.addWidget(SectionLabel(text), self._cell // 2, 0, 1, 2)
        self._cell += 2

    def end(self) -> None:
        """Let what is left of the height be empty."""
        self.grid.setRowStretch(self._cell // 2 + 1, 1)

    def number(
        self,
        name: str,
        label: str,
        low: float,
        high: float,
        *,
        times: float = 100.0,
        suffix: str = " %",
        decimals: int = 0,
        logarithmic: bool = False,
        hint: str = "",
    ) -> ValueField:
        """Add a field for a value by its dotted name; limits are those of the field."""
        field = ValueField(
            label, low, high, low, suffix=suffix, decimals=decimals, logarithmic=logarithmic, hint=hint
        )
        field.value_changed.connect(lambda value: self._changed(name, value / times))
        self._bound.append(_Bound(name=name, field=field, times=times))
        self._place(field)
        return field

    def choice(
        self,
        label: str,
        choices: Sequence[tuple[str, object]],
        shown: Callable[[Brush], object],
        chosen: Callable[[Brush, Any], dict[str, Any]],
        *,
        hint: str = "",
    ) -> DropDown:
        """Add a choice; `chosen` returns the values that a choice changes."""
        drop = DropDown(name=label, label=label, hint=hint)
        for text, data in choices:
            drop.add(text, data)
        drop.activated.connect(lambda _index: self._chose(chosen(self.state.brush, drop.currentData())))
        self._choices.append((drop, shown))
        self._place(drop)
        return drop

    def words(self, label: str, name: str, words: object, *, hint: str = "", without: str = "") -> DropDown:
        """Add a choice of a value that is one of a few words."""
        choices = [(word(one), one) for one in get_args(words) if one != without]
        return self.choice(label, choices, lambda b: brush_value(b, name), lambda _b, data: {name: data}, hint=hint)

    def _changed(self, name: str, value: float) -> None:
        if not self.showing:
            self._chose({name: value})

    def _chose(self, values: dict[str, Any]) -> None:
        if values:
            self.state.change_brush(values)

    def show_brush(self, brush: Brush) -> None:
        """Show the values of a brush."""
        self.showing = True
        preset = self.state.library.preset(brush.name) or brush
        for bound in self._bound:
            part = bound.name.split(".")[0]
            there = getattr(brush, part) is not None
            bound.field.setEnabled(there)
            if there:
                whole = preset if getattr(preset, part) is not None else brush
                bound.field.set_default(brush_value(whole, bound.name) * bound.times)
                bound.field.set_number(brush_value(brush, bound.name) * bound.times)
        for drop, shown in self._choices:
            drop.set_current_data(shown(brush))
        self.showing = False


def pictures(kind: str) -> list[str]:
    """Return the names of the tips ("tips") or papers ("papers") there are."""
    folders: list[Path] = [Path(str(resource("brushes"))) / kind, brush_folder() / kind]
    return sorted({path.stem for folder in folders if folder.is_dir() for path in folder.glob("*.png")})


class TipPage(Page):
    """What is pressed on the canvas, how often and how it turns."""

    def __init__(self, state: PaintState) -> None:
        super().__init__(state)
        tr = self.tr
        self._tip = self.choice(tr("Tip"), _tips(), lambda b: _tip_key(b.tip), _with_tip)
        self.words(tr("Adds up"), "accumulate", Accumulate, hint=tr("How the dabs of one stroke cover each other."))
        self.number("tip.hardness", tr("Hardness"), 0, 100)
        self.number("tip.ratio", tr("Roundness"), 5, 100)
        self.number("spacing", tr("Spacing"), 1, 200, logarithmic=True, hint=tr("Of the diameter."))
        self.number("count", tr("Dabs at once"), 1, 16, times=1, suffix="")
        self.number("angle_deg", tr("Angle"), -180, 180, times=1, suffix="°")
        self.words(tr("Turns with"), "follow", Follow)
        self.number("scatter", tr("Scatter"), 0, 500)
        self.number(
            "rate_hz", tr("Airbrush"), 0, 200, times=1, suffix=" Hz", hint=tr("Dabs a second while the pen rests.")
        )
        self.words(tr("Blending"), "blend", BrushBlend)
        self.end()

    def show_brush(self, brush: Brush) -> None:
        key = _tip_key(brush.tip)
        if self._tip.findData(key) < 0:
            self._tip.add(self.tr("Pictures: {count}").format(count=len(brush.tip.images)), key)
        super().show_brush(brush)


def _tips() -> list[tuple[str, object]]:
    return [(word(ROUND), ROUND), *((word(name), f"alpha{_BETWEEN}{name}") for name in pictures("tips"))]


def _tip_key(tip: Tip) -> str:
    """Return a tip's pictures as one word, which a drop-down can find again."""
    if tip.kind == ROUND:
        return ROUND
    return _BETWEEN.join(("alpha" if len(tip.images) == 1 else tip.kind, *tip.images))


def _tip_of(tip: Tip, key: str) -> Tip:
    """Return the tip with the pictures that a word stands for."""
    first, *images = key.split(_BETWEEN)
    kind: TipKind = next(kind for kind in get_args(TipKind) if kind == first)
    return replace(tip, kind=kind, images=tuple(images))


def _with_tip(brush: Brush, key: str) -> dict[str, Any]:
    return {} if key == _tip_key(brush.tip) else {"tip": _tip_of(brush.tip, key)}


class TexturePage(Page):
    """Paper, and a second tip that breaks up the first."""

    def __init__(self, state: PaintState) -> None:
        super().__init__(state)
        tr = self.tr
        self.heading(tr("Paper"))
        papers: list[tuple[str, object]] = [(tr("Smooth"), "")]
        papers += [(word(name), name) for name in pictures("papers")]
        self.choice(tr("Paper"), papers, lambda b: b.grain.texture, _with_paper)
        self.choice(
            tr("Paper"),
            [(word("canvas"), "canvas"), (word("each stroke"), "stroke")],
            lambda b: b.grain.anchor,
            lambda _b, anchor: {"grain.anchor": anchor},
        )
        self.number("grain.depth", tr("Depth"), 0, 100)
        self.number("grain.scale", tr("Scale"), 10, 1000, logarithmic=True)
        self.heading(tr("Second tip"))
        self._second = self.choice(tr("Tip"), [(tr("None"), ""), *_tips()], _second_key, _with_second)
        self.choice(
            tr("Meets the first by"),
            [(word(name), name) for name in get_args(Combine)],
            lambda b: b.dual.combine if b.dual else None,
            lambda b, combine: {"dual.combine": combine} if b.dual else {},
        )
        self.number("dual.size_ratio", tr("Size"), 5, 400, logarithmic=True)
        self.number("dual.spacing", tr("Spacing"), 1, 200, logarithmic=True)
        self.number("dual.scatter", tr("Scatter"), 0, 500)
        self.end()

    def show_brush(self, brush: Brush) -> None:
        if self._second.findData(_second_key(brush)) < 0 and brush.dual is not None:
            self._second.add(
                self.tr("Pictures: {count}").format(count=len(brush.dual.tip.images)), _second_key(brush)
            )
        super().show_brush(brush)


def _with_paper(brush: Brush, texture: str) -> dict[str, Any]:
    depth = brush.grain.depth or 0.5
    return {"grain": replace(brush.grain, texture=texture, depth=depth) if texture else Grain()}


def _second_key(brush: Brush) -> str:
    return "" if brush.dual is None else _tip_key(brush.dual.tip)


def _with_second(brush: Brush, key: str) -> dict[str, Any]:
    if key == _second_key(brush):
        return {}
    if not key:
        return {"dual": None}
    dual = brush.dual or Dual()
    return {"dual": replace(dual, tip=_tip_of(dual.tip, key))}


class WetPage(Page):
    """Picking up and mixing paint, its edge and its thickness."""

    def __init__(self, state: PaintState) -> None:
        super().__init__(state)
        tr = self.tr
        self.words(tr("Wet paint"), "mix.mode", MixMode)
        self.words(tr("Picks up from"), "mix.sample", MixSample)
        self.number("mix.load", tr("Fresh paint"), 0, 100, hint=tr("0 % only moves what is there."))
        self.number("mix.length", tr("Length"), 0, 100, hint=tr("How long picked-up paint stays on the brush."))
        self.number("mix.pigment", tr("Pigment"), 0, 100, hint=tr("0 % mixes light, 100 % mixes paint."))
        self.number("mix.radius", tr("Reach"), 20, 500, logarithmic=True)
        self.number("mix.dry_px", tr("Runs dry after"), 0, 5000, times=1, suffix=" px", hint=tr("0 px for never."))
        self.number("wet_edge", tr("Wet edge"), 0, 100)
        self.number("thickness", tr("Thickness"), 0, 100, hint=tr("How high the paint stands and catches light."))
        self.end()


class SmoothingPage(Page):
    """Calming the hand, and the thin ends of strokes."""

    def __init__(self, state: PaintState) -> None:
        super().__init__(state)
        tr = self.tr
        names = {"distance": "path", "time": "moments"}
        self.choice(
            tr("Kind"),
            [(word(names.get(one, one)), one) for one in get_args(Stabiliser)],
            lambda b: b.smooth.mode,
            lambda _b, mode: {"smooth.mode": mode},
        )
        self.number("smooth.level", tr("Smoothing"), 0, 100, times=1)
        self.number("smooth.taper_in_px", tr("Thin start"), 0, 1000, times=1, suffix=" px")
        self.number("smooth.taper_out_px", tr("Thin end"), 0, 1000, times=1, suffix=" px")
        self.end()


class CurveCard(QWidget):
    """One dynamic: what it does, its curve, and how far it goes.

    Signals:
        changed(Dynamic): By the artist.
        removed(): The artist wants it gone.
    """

    changed = Signal(object)
    removed = Signal()

    def __init__(self, dynamic: Dynamic, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = dynamic_title(dynamic.target, dynamic.input)
        self._dynamic = dynamic
        self.added = dynamic.target in ADDED_TARGETS
        self.curve = CurveEditor(title)
        self.curve.points_changed.connect(self._drawn)
        self.most = ValueField(
            self.tr("Most") if not self.added else self.tr("Range"),
            0,
            400 if not self.added else (180 if dynamic.target in ("angle", "hue") else 100),
            100,
            suffix=" %" if dynamic.target not in ("angle", "hue") else "°",
            height=28,
        )
        self.most.value_changed.connect(self._stretched)
        remove = IconButton("x", self.tr("Remove “{name}”").format(name=title), size=24, icon_px=14)
        remove.clicked.connect(self.removed)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(SectionLabel(title), 1)
        head.addWidget(remove)
        foot = QHBoxLayout()
        foot.setContentsMargins(2, 0, 2, 0)
        for text, align in zip(
            _ends(self, dynamic.input), (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True
        ):
            label = ElidedLabel(text, size_px=11, color=DARK.dim)
            label.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
            foot.addWidget(label, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.curve)
        column.addLayout(foot)
        column.addWidget(self.most)
        self.curve.setFixedHeight(132)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._showing = False
        self.show_dynamic(dynamic)

    @property
    def dynamic(self) -> Dynamic:
        return self._dynamic

    def show_dynamic(self, dynamic: Dynamic) -> None:
        """Show other values of the same dynamic."""
        self._dynamic = dynamic
        low, high = _span(dynamic)
        self._showing = True
        unit = 1.0 if dynamic.target in ("angle", "hue") else 100.0
        self.most.set_number(max(abs(low), abs(high)) * unit)
        self.most.setVisible(self.added or high > 1.0)
        self.curve.set_points(_shown_points(dynamic, low, high))
        self._showing = False

    def _drawn(self, points: Points) -> None:
        low, high = _span(self._dynamic)
        self._tell(replace(self._dynamic, lo=low, hi=high, points=points))

    def _stretched(self, value: float) -> None:
        if self._showing:
            return
        unit = 1.0 if self._dynamic.target in ("angle", "hue") else 100.0
        low, high = _span(self._dynamic)
        points = _shown_points(self._dynamic, low, high)
        most = value / unit
        low = -most if low < 0 else 0.0
        self._tell(replace(self._dynamic, lo=low, hi=most, points=points))

    def _tell(self, dynamic: Dynamic) -> None:
        self._dynamic = dynamic
        self.changed.emit(dynamic)


def _ends(owner: QWidget, source: str) -> tuple[str, str]:
    """Return what the left and the right end of a curve stand for."""
    tr = owner.tr
    return {
        "pressure": (tr("Light"), tr("Firm")),
        "tilt": (tr("Upright"), tr("Flat")),
        "speed": (tr("Slow"), tr("Fast")),
        "distance": (tr("Start"), tr("Later")),
        "time": (tr("Start"), tr("Later")),
    }.get(source, (tr("Low"), tr("High")))


def _span(dynamic: Dynamic) -> tuple[float, float]:
    """Return what the foot and the head of the curve's field stand for."""
    if dynamic.target in ADDED_TARGETS:
        most = max(abs(dynamic.lo), abs(dynamic.hi)) or 1.0
        return (-most if min(dynamic.lo, dynamic.hi) < 0 else 0.0), most
    return 0.0, max(1.0, dynamic.lo, dynamic.hi)


def _shown_points(dynamic: Dynamic, low: float, high: float) -> Points:
    """Return the curve's points where the field goes from low to high: a monotone cubic stays one."""
    reach = high - low or 1.0
    return tuple(
        (x, round(min(1.0, max(0.0, (dynamic.lo + (dynamic.hi - dynamic.lo) * y - low) / reach)), 4))
        for x, y in dynamic.points
    )


class DynamicsPage(QWidget):
    """A curve for everything that follows the pen, and how colour strays."""

    def __init__(self, state: PaintState) -> None:
        super().__init__()
        self._state = state
        self._cards: list[CurveCard] = []
        self._curves = QGridLayout()
        self._curves.setHorizontalSpacing(16)
        self._curves.setVerticalSpacing(12)
        self._curves.setColumnStretch(0, 1)
        self._curves.setColumnStretch(1, 1)
        self.add = PushButton(self.tr("Add a curve"), "ghost", icon="plus", size_px=12, align_left=True)
        self.add.clicked.connect(self._choose)
        self.strays = Page(state)
        self.strays.grid.setContentsMargins(0, 0, 0, 0)
        tr = self.tr
        self.strays.heading(tr("Colour strays"))
        self.strays.number("jitter.hue_deg", tr("Hue"), 0, 180, times=1, suffix="°")
        self.strays.number("jitter.stroke_hue_deg", tr("Hue by stroke"), 0, 180, times=1, suffix="°")
        self.strays.number("jitter.saturation", tr("Saturation"), 0, 100)
        self.strays.number("jitter.stroke_saturation", tr("Saturation by stroke"), 0, 100)
        self.strays.number("jitter.value", tr("Brightness"), 0, 100)
        self.strays.number("jitter.stroke_value", tr("Brightness by stroke"), 0, 100)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(12)
        column.addLayout(self._curves)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.strays)
        column.addStretch(1)

    @property
    def cards(self) -> tuple[CurveCard, ...]:
        return tuple(self._cards)

    def set_mark(self, pressure: float | None) -> None:
        """Show in the curves how hard the pen presses."""
        for card in self._cards:
            card.curve.set_mark(pressure if card.dynamic.input == "pressure" else None)

    def show_brush(self, brush: Brush) -> None:
        self.strays.show_brush(brush)
        kinds = [(dynamic.target, dynamic.input) for dynamic in brush.dynamics]
        if kinds != [(card.dynamic.target, card.dynamic.input) for card in self._cards]:
            self._make_cards(brush.dynamics)
        for card, dynamic in zip(self._cards, brush.dynamics, strict=True):
            if card.dynamic != dynamic:
                card.show_dynamic(dynamic)

    def _make_cards(self, dynamics: tuple[Dynamic, ...]) -> None:
        for card in self._cards:
            self._curves.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        for number, dynamic in enumerate(dynamics):
            card = CurveCard(dynamic)
            card.changed.connect(lambda changed, number=number: self._set(number, changed))
            card.removed.connect(lambda number=number: self._set(number, None))
            self._curves.addWidget(card, number // 2, number % 2, Qt.AlignmentFlag.AlignTop)
            self._cards.append(card)

    def _set(self, number: int, dynamic: Dynamic | None) -> None:
        dynamics = list(self._state.brush.dynamics)
        dynamics[number : number + 1] = [] if dynamic is None else [dynamic]
        self._state.change_brush(dynamics=tuple(dynamics))

    def _choose(self) -> None:
        menu = self.menu()
        menu.exec(self.add.mapToGlobal(QPoint(0, self.add.height())))
        menu.deleteLater()

    def menu(self) -> QMenu:
        """Return a menu of all that can follow the pen and does not yet."""
        there = {(dynamic.target, dynamic.input) for dynamic in self._state.brush.dynamics}
        menu = QMenu(self)
        for target in (*_FACTORS, *sorted(ADDED_TARGETS)):
            inner = menu.addMenu(word(target))
            for source in _INPUTS:
                action = inner.addAction(input_word(source))
                action.setEnabled((target, source) not in there)
                action.triggered.connect(
                    lambda _on=False, target=target, source=source: self.add_dynamic(target, source)
                )
        return menu

    def add_dynamic(self, target: Target, source: Input) -> None:
        """Let something follow the pen."""
        low, high = {"angle": (-180.0, 180.0), "hue": (-30.0, 30.0)}.get(
            target, (-0.2, 0.2) if target in ADDED_TARGETS else (0.0, 1.0)
        )
        new = Dynamic(target=target, input=source, lo=low, hi=high)
        self._state.change_brush(dynamics=(*self._state.brush.dynamics, new))
