"""Krita and MyPaint open our files and show what we show.

Pixels are compared premultiplied: the colour of a nearly transparent pixel is nobody's to see.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from painter.document.adjustments import HueSaturation, Invert, Posterize
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, Group, Layer, Mask, Node
from painter.document.raster import MaskRaster, Raster
from painter.files.images import read_picture
from painter.files.opening import open_document, save_document
from painter.files.stack import OPS
from painter.pixels.composite import flatten
from painter.pixels.resample import premultiply
from tests.files.documents import blocks, example_document

pytestmark = pytest.mark.oracle

TOLERANCE = 3
"""Of 255; the programs round at other places than we do."""
CELL_PX = 64
COLUMNS = 6
MYPAINT = Path("/usr/lib/mypaint/lib")
SYSTEM_PYTHON = Path("/usr/bin/python3")
KRITAS_OWN = tuple(mode for mode in BlendMode if OPS[mode].startswith("krita:"))
NOT_IN_MYPAINT = (*KRITAS_OWN, BlendMode.ADD, BlendMode.ERASE)
"""MyPaint knows the standard's names only, and its svg:plus adds alpha as well as colour."""
NOT_IN_KRITA = (BlendMode.DISSOLVE, BlendMode.HARD_MIX, BlendMode.DARKER_COLOR, BlendMode.LIGHTER_COLOR)
"""Dissolve is of chance there; the others jump where rounding decides."""


# Documents


def modes_document(modes: tuple[BlendMode, ...], *, opacity: float, grouped: bool = False) -> Document:
    """Return a document with a cell for each mode: blocks of colour and alpha over other blocks."""
    rows = -(-len(modes) // COLUMNS)
    width, height = COLUMNS * CELL_PX, rows * CELL_PX
    layers: list[Node] = [Layer(raster=Raster.from_array(width, height, blocks(1, width, height)), name="Back")]
    for place, mode in enumerate(modes):
        x, y = place % COLUMNS * CELL_PX, place // COLUMNS * CELL_PX
        raster = Raster.from_array(width, height, blocks(10 + place, CELL_PX, CELL_PX), x, y)
        values = {"name": str(mode), "mode": mode, "opacity": opacity}
        layer = Layer(raster=raster)
        layers.append(Group(children=(layer,), **values) if grouped else replace(layer, **values))
    return Document(width_px=width, height_px=height, layers=tuple(layers), active_id=layers[-1].id)


def layered(seed: int, *, x: int = 0, y: int = 0, **values: object) -> Layer:
    raster = Raster.from_array(192, 128, blocks(seed, 96, 64), x, y)
    return replace(Layer(raster=raster), **values)  # type: ignore[arg-type]


def structure(nodes: tuple[Node, ...]) -> Document:
    back = Layer(raster=Raster.from_array(192, 128, blocks(2, 192, 128)), name="Back")
    return Document(width_px=192, height_px=128, layers=(back, *nodes), active_id=back.id)


def mask(seed: int) -> Mask:
    return Mask(raster=MaskRaster.from_array(192, 128, blocks(seed, 150, 100)[..., 3], 10, 10))


def clip_run(first: BlendMode = BlendMode.NORMAL, second: BlendMode = BlendMode.NORMAL) -> tuple[Node, ...]:
    return (
        layered(3, x=10, y=10, mode=BlendMode.SCREEN, opacity=0.8),
        layered(4, x=50, y=30, clipped=True, mode=first, opacity=0.7),
        layered(5, x=30, y=0, clipped=True, mode=second, mask=mask(4)),
    )


def outside_shown(seed: int) -> Mask:
    values = blocks(seed, 100, 60)[..., 3]
    return Mask(raster=MaskRaster.from_array(192, 128, values, 30, 40, outside=255))


def masked_group(held: Mask) -> tuple[Node, ...]:
    inner = (layered(3, x=10, y=10), layered(4, x=50, y=30, mode=BlendMode.MULTIPLY, opacity=0.8))
    return (Group(children=inner, mask=held, opacity=0.8, mode=BlendMode.SCREEN),)


def structures() -> Mapping[str, Document]:
    """Return documents of groups, offsets and everything that is not a mode."""
    inner = (layered(3, x=10, y=10), layered(4, x=50, y=30, mode=BlendMode.MULTIPLY, opacity=0.8))
    shade = Group(children=inner, mode=BlendMode.OVERLAY, opacity=0.6, name="陰 & <light>")
    return {
        "isolated group": structure((shade,)),
        "pass-through group": structure((Group(children=inner, isolated=False),)),
        "mask": structure((layered(6, x=20, mask=mask(1), mode=BlendMode.MULTIPLY, opacity=0.7),)),
        "mask of a group": structure((Group(children=inner, mask=mask(2)),)),
        "clipping": structure(clip_run()),
        "clipping with modes": structure(clip_run(BlendMode.MULTIPLY, BlendMode.LUMINOSITY)),
        "adjustments": structure(
            (
                layered(6, x=20, y=10),
                Adjustment(settings=HueSaturation(hue_deg=90.0), opacity=0.8, mask=mask(3)),
                *clip_run()[:1],
                Adjustment(settings=Invert(), clipped=True, mode=BlendMode.OVERLAY),
            )
        ),
        "mask that shows outside": structure(
            (layered(6, x=20, mask=outside_shown(1)), *masked_group(outside_shown(2)))
        ),
        "hidden mask": structure((layered(6, x=20, mask=replace(mask(1), enabled=False)),)),
        "clipping to a masked group": structure((*masked_group(mask(5)), *clip_run()[1:])),
        "clipped group and clipping in a group": structure(
            (
                layered(3, x=10, y=10, mask=mask(4)),
                Group(children=clip_run(BlendMode.SCREEN), clipped=True, opacity=0.6, mode=BlendMode.MULTIPLY),
            )
        ),
        "erasing in a clipping run": structure((*clip_run(), layered(6, x=40, mode=BlendMode.ERASE, clipped=True))),
        "invert": structure(
            (
                layered(6, x=20, y=10),
                Adjustment(settings=Invert(), opacity=0.6, mask=mask(3)),
                *clip_run(),
                Adjustment(settings=Invert(), clipped=True),
                Group(children=(layered(8, y=20), Adjustment(settings=Invert(), mask=outside_shown(4)))),
            )
        ),
        "adjustments in a pass-through group": structure(
            (
                Group(
                    children=(layered(6, x=20), Adjustment(settings=Posterize(levels=4))),
                    isolated=False,
                    name="Through",
                ),
                Group(children=(Adjustment(settings=Invert()), layered(8, y=20)), isolated=False),
            )
        ),
        "isolated plain group": structure((Group(children=inner),)),
        "group in a group": structure((Group(children=(layered(5), shade), opacity=0.5),)),
        "hidden layer and group": structure((layered(6, visible=False), replace(shade, visible=False))),
        "beyond every edge": structure((layered(7, x=-40, y=-30), layered(8, x=150, y=90))),
        "quite outside": structure((layered(9, x=-500, y=20), layered(9, x=400, y=300))),
        "empty and faint": structure((Layer(raster=Raster(192, 128)), layered(6, opacity=0.004))),
    }


_KRITA_MODES = tuple(mode for mode in BlendMode if mode not in NOT_IN_KRITA)
KRITA_DOCUMENTS: Mapping[str, Document] = {
    "modes": modes_document(_KRITA_MODES, opacity=1.0),
    "modes at 70 %": modes_document(_KRITA_MODES, opacity=0.7),
    "modes of groups": modes_document(_KRITA_MODES, opacity=0.5, grouped=True),
    **structures(),
}
_SHARED_MODES = tuple(mode for mode in BlendMode if mode not in NOT_IN_MYPAINT)
MYPAINT_DOCUMENTS: Mapping[str, Document] = {
    "modes": modes_document(_SHARED_MODES, opacity=1.0),
    "modes at 70 %": modes_document(_SHARED_MODES, opacity=0.7),
    "modes of groups": modes_document(_SHARED_MODES, opacity=0.5, grouped=True),
    **structures(),
}


# Programs


@dataclass(frozen=True)
class Krita:
    """Krita on a display that no one sees, with a home of its own: the first start fills it and takes longest."""

    display: str
    home: Path

    def export(self, source: Path, target: Path) -> None:
        environment = {**os.environ, "DISPLAY": self.display, "HOME": str(self.home)}
        environment["XDG_RUNTIME_DIR"] = str(self.home)
        environment.pop("QT_QPA_PLATFORM", None)
        command = ["krita", "--export", "--export-filename", str(target), str(source)]
        subprocess.run(command, env=environment, timeout=120, check=True, capture_output=True)

    def flattens(self, source: Path, target: Path) -> NDArray[np.uint8]:
        """Return what Krita shows of a file, premultiplied."""
        self.export(source, target)
        return np.asarray(read_picture(target).pixels)


@pytest.fixture(scope="module")
def krita(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Krita]:
    """Start a display for Krita."""
    if shutil.which("krita") is None or shutil.which("Xvfb") is None:
        pytest.skip("krita or Xvfb is not installed")
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
        pass_fds=(write_end,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        number = pipe.readline().strip()
    try:
        if not number:
            pytest.skip("Xvfb does not start here")
        yield Krita(f":{number}", tmp_path_factory.mktemp("krita"))
    finally:
        server.terminate()
        server.wait()


def mypaint_flattens(folder: Path, documents: Mapping[str, Document]) -> dict[str, NDArray[np.uint8]]:
    """Return what MyPaint shows of documents, premultiplied."""
    if not MYPAINT.is_dir() or not SYSTEM_PYTHON.exists():
        pytest.skip("MyPaint is not installed")
    names: list[str] = []
    for place, document in enumerate(documents.values()):
        save_document(document, folder / f"{place}.ora")
        names += [str(folder / f"{place}.ora"), str(folder / f"{place}.png")]
    script = Path(__file__).with_name("mypaint_export.py")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    subprocess.run([str(SYSTEM_PYTHON), str(script), *names], env=environment, check=True, timeout=300)
    pictures = (np.asarray(read_picture(folder / f"{place}.png").pixels) for place in range(len(documents)))
    return dict(zip(documents, pictures, strict=True))


# Tests


def assert_alike(theirs: NDArray[np.uint8], document: Document) -> None:
    ours = premultiply(flatten(document))
    assert theirs.shape == ours.shape
    difference = np.abs(theirs.astype(int) - ours)
    worst = np.unravel_index(int(difference.argmax()), difference.shape)
    assert difference.max() <= TOLERANCE, f"at {worst}: {theirs[worst[:2]]} for our {ours[worst[:2]]}"


@pytest.mark.parametrize("name", KRITA_DOCUMENTS)
def test_krita_shows_what_we_show(name: str, krita: Krita, tmp_path: Path) -> None:
    document = KRITA_DOCUMENTS[name]
    save_document(document, tmp_path / "ours.ora")
    assert_alike(krita.flattens(tmp_path / "ours.ora", tmp_path / "krita.png"), document)


def test_we_open_what_krita_saves(krita: Krita, tmp_path: Path) -> None:
    document = example_document()
    save_document(document, tmp_path / "ours.ora")
    krita.export(tmp_path / "ours.ora", tmp_path / "theirs.ora")
    opened = open_document(tmp_path / "theirs.ora")
    assert [node.name for node in opened.document.nodes()] == [node.name for node in document.nodes()]
    assert [node.mode for node in opened.document.nodes()] == [node.mode for node in document.nodes()]
    assert_alike(premultiply(flatten(opened.document)), document)


def test_mypaint_shows_what_we_show(tmp_path: Path) -> None:
    pictures = mypaint_flattens(tmp_path, MYPAINT_DOCUMENTS)
    for name, document in MYPAINT_DOCUMENTS.items():
        assert_alike(pictures[name], document)
