"""The brushes there are to choose from: the starter set and the artist's own, with favourites, those lately used,
and what was changed on each since it was taken.

Files are `painter.paint.presets`'s business. Names are what tells brushes apart: an own brush that has the name of
one of the starter set stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from painter.errors import PainterError
from painter.paint.brush import Brush
from painter.paint.brush_json import read_brushes, write_brush
from painter.paint.importing import ENDINGS, import_brushes, keep_imported
from painter.paint.presets import (
    forget_brush,
    keep_brush,
    own_brushes,
    receive_brushes,
    share_brushes,
    starter_brushes,
)
from painter.signals import Signal

RECENT = 8
OWN_GROUP = "My brushes"


class BrushLibrary:
    """Brushes by name.

    Signals:
        brushes_changed(): There are other brushes, or other values in one.
        favourites_changed(): Another brush is a favourite, or one no more.
        recent_changed(): Another brush was used lately.
    """

    def __init__(
        self,
        starters: Sequence[Brush] | None = None,
        own: Sequence[Brush] = (),
        *,
        favourites: Iterable[str] = (),
        recent: Iterable[str] = (),
    ) -> None:
        """Make a library of these brushes; the starter set where None is told."""
        self._starters = tuple(starter_brushes() if starters is None else starters)
        self._own = {brush.name: brush for brush in own}
        self._favourites = list(dict.fromkeys(favourites))
        self._recent = list(dict.fromkeys(recent))[:RECENT]
        self._changed: dict[str, Brush] = {}
        self.brushes_changed: Signal[[]] = Signal()
        self.favourites_changed: Signal[[]] = Signal()
        self.recent_changed: Signal[[]] = Signal()

    @classmethod
    def of_the_artist(
        cls, *, favourites: Iterable[str] = (), recent: Iterable[str] = ()
    ) -> tuple[BrushLibrary, list[str]]:
        """Return the starter set with the artist's own brushes, and a sentence for each unreadable file."""
        own, notes = own_brushes()
        return cls(None, own, favourites=favourites, recent=recent), notes

    # Choosing

    def brushes(self) -> tuple[Brush, ...]:
        """Return all presets as they are stored: the starter set by groups, then the artist's own."""
        shipped = {brush.name for brush in self._starters}
        return (
            *(self._own.get(brush.name, brush) for brush in self._starters),
            *(brush for name, brush in self._own.items() if name not in shipped),
        )

    def groups(self) -> tuple[str, ...]:
        """Return the groups in the order in which they are shown."""
        return tuple(dict.fromkeys(brush.group or OWN_GROUP for brush in self.brushes()))

    def preset(self, name: str) -> Brush | None:
        """Return a preset as it is stored; None where there is none of this name."""
        return next((brush for brush in self.brushes() if brush.name == name), None)

    def is_own(self, name: str) -> bool:
        """Tell whether the artist made it (or keeps their own in a starter brush's place)."""
        return name in self._own

    def is_starter(self, name: str) -> bool:
        """Tell whether painter brings a brush of this name."""
        return any(brush.name == name for brush in self._starters)

    @property
    def favourites(self) -> tuple[str, ...]:
        return tuple(self._favourites)

    def set_favourite(self, name: str, favourite: bool) -> None:
        """Star a brush, or take its star."""
        if favourite != (name in self._favourites):
            if favourite:
                self._favourites.append(name)
            else:
                self._favourites.remove(name)
            self.favourites_changed.emit()

    @property
    def recent(self) -> tuple[str, ...]:
        """Names of the brushes lately painted with, newest first."""
        return tuple(self._recent)

    def remember_used(self, name: str) -> None:
        """Put a brush first among those lately used: something was painted with it."""
        if self._recent[:1] != [name] and self.preset(name) is not None:
            self._recent = [name, *(other for other in self._recent if other != name)][:RECENT]
            self.recent_changed.emit()

    # What was changed since

    def in_use(self, name: str) -> Brush | None:
        """Return a brush as it was last in the hand; None where there is none of this name."""
        return self._changed.get(name) or self.preset(name)

    def remember_changes(self, brush: Brush) -> None:
        """Keep a brush's changed values until it is taken again; one like its preset leaves nothing to keep."""
        if brush == self.preset(brush.name):
            self._changed.pop(brush.name, None)
        elif self.preset(brush.name) is not None:
            self._changed[brush.name] = brush

    def is_changed(self, name: str) -> bool:
        return name in self._changed

    def forget_changes(self, name: str) -> Brush | None:
        """Go back to the preset as it is stored; return it."""
        self._changed.pop(name, None)
        return self.preset(name)

    # Making and sharing

    def save(self, brush: Brush) -> Brush:
        """Keep a brush among the artist's own, over one of the same name; return it as it is kept.

        Raises:
            PainterError: It has no name, or cannot be written.
        """
        name = brush.name.strip()
        if not name:
            raise PainterError("Give the brush a name first.")
        kept = replace(brush, name=name)
        keep_brush(kept)
        self._own[name] = kept
        self._changed.pop(name, None)
        self.brushes_changed.emit()
        return kept

    def save_as(self, brush: Brush, name: str) -> Brush:
        """Keep a brush under a new name; return it.

        Raises:
            PainterError: The name is taken or empty, or it cannot be written.
        """
        self._expect_free(name)
        return self.save(replace(brush, name=name.strip()))

    def free_name(self, name: str) -> str:
        """Return the name, or one like it that no brush has yet."""
        number, free = 2, name
        while self.preset(free) is not None:
            free, number = f"{name} {number}", number + 1
        return free

    def rename(self, name: str, new_name: str) -> Brush:
        """Give one of the artist's own brushes another name; return it.

        Raises:
            PainterError: It is not the artist's, or the name is taken or empty, or it cannot be written.
        """
        brush = self._expect_own(name)
        if new_name.strip() == name:
            return brush
        self._expect_free(new_name)
        renamed = replace(brush, name=new_name.strip())
        keep_brush(renamed)
        forget_brush(brush)
        self._own = {renamed.name if n == name else n: renamed if n == name else b for n, b in self._own.items()}
        if name in self._changed:
            self._changed[renamed.name] = replace(self._changed.pop(name), name=renamed.name)
        self._favourites = [renamed.name if n == name else n for n in self._favourites]
        self._recent = [renamed.name if n == name else n for n in self._recent]
        self.brushes_changed.emit()
        self.favourites_changed.emit()
        self.recent_changed.emit()
        return renamed

    def delete(self, name: str) -> None:
        """Delete one of the artist's own brushes; a starter brush of the same name comes back.

        Raises:
            PainterError: It is not the artist's.
        """
        forget_brush(self._expect_own(name))
        del self._own[name]
        self._changed.pop(name, None)
        if self.preset(name) is None:
            self._favourites = [other for other in self._favourites if other != name]
            self._recent = [other for other in self._recent if other != name]
            self.favourites_changed.emit()
            self.recent_changed.emit()
        self.brushes_changed.emit()

    def export(self, brushes: Sequence[Brush], path: Path) -> None:
        """Write brushes for others: a .json holds one without its pictures, a .zip any number with them.

        Raises:
            PainterError: The file cannot be written, or a .json was asked for several.
        """
        if path.suffix.lower() != ".json":
            share_brushes(tuple(brushes), path)
        elif len(brushes) == 1:
            write_brush(brushes[0], path)
        else:
            raise PainterError("A .json holds one brush. Choose .zip for several.")

    def take_in(self, path: Path) -> tuple[tuple[Brush, ...], list[str]]:
        """Take brushes of a file among the artist's own; return them, and a sentence on each thing left out.

        Raises:
            PainterError: The file holds no brush.
        """
        notes: list[str] = []
        if path.suffix.lower() in ENDINGS:
            found = import_brushes(path)
            brushes, notes = keep_imported(found), list(found.notes)
        elif path.suffix.lower() == ".json":
            brushes = read_brushes(path)
            for brush in brushes:
                keep_brush(brush)
        else:
            brushes = receive_brushes(path)
        self._own.update({brush.name: brush for brush in brushes})
        for brush in brushes:
            self._changed.pop(brush.name, None)
        self.brushes_changed.emit()
        return brushes, notes

    def _expect_own(self, name: str) -> Brush:
        if name not in self._own:
            raise PainterError(f"“{name}” came with painter. Duplicate it to have one of your own.")
        return self._own[name]

    def _expect_free(self, name: str) -> None:
        if not name.strip():
            raise PainterError("Give the brush a name first.")
        if self.preset(name.strip()) is not None:
            raise PainterError(f"There is a brush called “{name.strip()}” already. Choose another name.")
