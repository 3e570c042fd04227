"""The command line: what it writes and says, and that it fails in one sentence. Only slow tests run models."""

from __future__ import annotations

import json
import logging
import os
import pty
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from painter import __version__, cli
from painter.ai.request import STYLE_CODE_LENGTH, StyleRequest
from painter.ai.styles import fixed_styles, model_files
from painter.document.layer import Layer
from painter.files.opening import open_document, save_document
from painter.jobs.job import Done, Job, Progress
from painter.resources import resources_folder
from painter.settings import Folders, Settings, save_settings
from tests.files.bad_inputs import CASES, BadInput
from tests.files.documents import example_document, rich_document

SIZE = (48, 32)


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """Its one sentence of failure."""
        assert self.status == 2, self
        assert self.err.startswith("painter: "), self.err
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err
        return self.err.removeprefix("painter: ").strip()


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run a command line in this process."""
    root = logging.getLogger("painter")
    handlers, level, loud, showing = root.handlers[:], root.level, logging.raiseExceptions, warnings.showwarning

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as ended:  # --help and --version
            status = int(ended.code or 0)
        return Said(status, *capsys.readouterr())

    yield run
    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)
            handler.close()
    logging.captureWarnings(False)
    root.setLevel(level)
    logging.raiseExceptions, warnings.showwarning = loud, showing


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Have jobs carried out at once, here, by turning the picture to its negative; return them as they come."""
    seen: list[Job] = []

    def carry(process: object, job: Job, *, on_event: Callable[[object], None]) -> Done:
        seen.append(job)
        for fraction in (0.25, 1.0):
            on_event(Progress(job_id=job.id, fraction=fraction))
        image = job.inputs["source"].copy()
        image[..., :3] = image[..., 3:] - image[..., :3]
        return Done(job_id=job.id, outputs={"image": image}, request=job.request)

    monkeypatch.setattr("painter.jobs.client.run_job", carry)
    return seen


def picture(path: Path, seed: int = 1, size: tuple[int, int] = SIZE) -> Path:
    blocks = np.random.default_rng(seed).integers(0, 256, (size[1] // 4, size[0] // 4, 3), np.uint8)
    Image.fromarray(blocks.repeat(4, 0).repeat(4, 1)).save(path, "PNG")
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return picture(tmp_path / "photo.png")


@pytest.fixture
def artwork(tmp_path: Path) -> Path:
    path = tmp_path / "art.ora"
    save_document(example_document(), path)
    return path


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.array(image.convert("RGB")).astype(int)


# Help


@pytest.mark.parametrize("command", ["", *cli.COMMANDS])
def test_help_tells_the_options_and_an_example(run: Run, command: str) -> None:
    said = run(*filter(None, [command, "--help"]))
    assert said.status == 0
    assert said.err == ""
    assert "usage: painter" in said.out
    if command:
        assert f"example: painter {command}" in said.out or command == "doctor"
    else:
        assert all(name in said.out for name in cli.COMMANDS)


def test_version(run: Run) -> None:
    assert run("--version").out == f"painter {__version__}\n"


# Styles


def test_styles_are_listed(run: Run) -> None:
    said = run("styles")
    assert said.status == 0
    assert all(f"\n{style.id} " in f"\n{said.out}" and style.description in said.out for style in fixed_styles())


def test_styles_as_json(run: Run) -> None:
    told = json.loads(run("styles", "--json").out)
    assert [entry["id"] for entry in told] == [style.id for style in fixed_styles()]
    assert all(Path(entry["thumbnail"]).is_file() and entry["name"] and entry["description"] for entry in told)


# Stylize


def test_a_photo_becomes_layered_artwork(run: Run, jobs: list[Job], photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "art.ora"
    said = run("stylize", photo, "--style", "woodblock", "--strength", "0.5", "--keep-colors", "-o", out)
    assert said == Said(0, "", "")
    document = open_document(out).document
    assert [node.name for node in document.nodes()] == ["Background", "Woodblock"]
    made = document.layers[-1]
    assert isinstance(made, Layer)
    assert isinstance(made.recipe, StyleRequest)
    assert (made.recipe.strength, made.recipe.keep_colors, made.recipe.stroke_scale) == (0.5, True, 1.0)
    assert made.recipe.source is not None
    assert made.recipe.source.layer_id == document.layers[0].id


@pytest.mark.parametrize(("name", "furthest"), [("out.png", 0), ("out.PNG", 0), ("out.jpg", 60), ("out.jpeg", 60)])
def test_a_flat_picture_by_its_ending(
    run: Run, jobs: list[Job], photo: Path, tmp_path: Path, name: str, furthest: int
) -> None:
    out = tmp_path / name
    assert run("stylize", photo, "--style", "ember", "-o", out).status == 0
    assert np.abs(pixels(out) - (255 - pixels(photo))).max() <= furthest
    with Image.open(out) as image:
        assert image.format == ("PNG" if furthest == 0 else "JPEG")


def test_styles_blend_by_weight_and_by_name(run: Run, jobs: list[Job], photo: Path, tmp_path: Path) -> None:
    styles = ["woodblock:0.6", "Starry night:3", "EMBER"]
    options = [part for style in styles for part in ("--style", style)]
    assert run("stylize", photo, *options, "--stroke-scale", "2", "-o", tmp_path / "o.png").status == 0
    request = jobs[0].request
    assert [(s.kind, s.name, s.weight) for s in request.styles] == [
        ("fixed", "woodblock", 0.6),
        ("fixed", "starry_night", 3.0),
        ("fixed", "ember", 1.0),
    ]
    assert request.stroke_scale == 2.0


@pytest.mark.parametrize(
    ("name", "suffix", "weight"),
    [
        ("rain.png", "", 1.0),
        ("rain.png", ":0.4", 0.4),
        ("rain: study 2.png", "", 1.0),
        ("rain: study 2.png", ":2", 2.0),
        ("rain:0.5", "", 1.0),
        ("rain:0.5", ":0.25", 0.25),
        ("woodblock.png", ":1e-1", 0.1),
    ],
)
def test_any_picture_is_a_style_colons_and_all(
    run: Run, jobs: list[Job], photo: Path, tmp_path: Path, name: str, suffix: str, weight: float
) -> None:
    rain = picture(tmp_path / name, seed=2, size=(40, 24))
    said = run("stylize", photo, "--style", "ember", "--style", f"{rain}{suffix}", "-o", tmp_path / "o.png")
    assert said.status == 0
    _, style = jobs[0].request.styles
    assert (style.kind, style.name, style.weight) == ("picture", rain.stem, weight)
    assert len(style.sha256) == 64
    assert np.array_equal(jobs[0].inputs["style1"], pixels(rain))
    assert "style0" not in jobs[0].inputs


def test_a_mask_says_where(run: Run, jobs: list[Job], photo: Path, tmp_path: Path) -> None:
    shade = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    shade[:, 20:] = 255
    shade[5] = 100
    mask = tmp_path / "mask.png"
    Image.fromarray(shade).save(mask)
    assert run("stylize", photo, "--style", "ember", "--mask", mask, "-o", tmp_path / "o.ora").status == 0
    assert np.array_equal(jobs[0].inputs["mask"], shade)


def test_the_active_layer_of_a_document_is_repainted(
    run: Run, jobs: list[Job], artwork: Path, tmp_path: Path
) -> None:
    out = tmp_path / "more.ora"
    assert run("stylize", artwork, "--style", "ember", "-o", out).status == 0
    before, after = open_document(artwork).document, open_document(out).document
    assert jobs[0].request.source.layer_id == before.active_id
    assert len(list(after.nodes())) == len(list(before.nodes())) + 1


def test_a_document_may_be_written_over_itself(run: Run, jobs: list[Job], artwork: Path) -> None:
    count = len(list(open_document(artwork).document.nodes()))
    assert run("stylize", artwork, "--style", "ember", "-o", artwork).status == 0
    assert len(list(open_document(artwork).document.nodes())) == count + 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--style", "nope"], "neither one of painter's styles nor a picture"),
        (["--style", "ember:0"], "must be more than 0"),
        (["--style", "ember:-1"], "must be more than 0"),
        (["--style", "ember:nan"], "must be more than 0"),
        (["--style", "ember:inf"], "must be more than 0"),
        (["--style", "ember:much"], "neither one of painter's styles nor a picture"),
        (["--style", ""], "folder"),
        (["--style", ":1"], "neither one of painter's styles nor a picture"),
        (["--style", "."], "folder"),
        (["--style", "ember", "--strength", "1.5"], "Style strength must be between 0 and 1"),
        (["--style", "ember", "--strength", "nan"], "Style strength must be between 0 and 1"),
        (["--style", "ember", "--strength", "half"], "Argument --strength: invalid float value"),
        (["--style", "ember", "--stroke-scale", "9"], "Stroke scale must be between"),
        (["--style", "ember", "--mask", "nowhere.png"], "“nowhere.png” could not be opened: it is not there."),
        (["--style", "ember", "--colour"], "Unrecognized arguments: --colour"),
        ([], "The following arguments are required: --style"),
    ],
)
def test_what_stylize_does_not_take(
    run: Run, jobs: list[Job], photo: Path, tmp_path: Path, options: list[str], words: str
) -> None:
    out = tmp_path / "out.png"
    assert words in run("stylize", photo, *options, "-o", out).sentence
    assert jobs == []
    assert not out.exists()


def test_a_mask_of_another_size_is_refused(run: Run, jobs: list[Job], photo: Path, tmp_path: Path) -> None:
    mask = picture(tmp_path / "mask.png", size=(16, 16))
    said = run("stylize", photo, "--style", "ember", "--mask", mask, "-o", tmp_path / "o.png")
    assert "The mask is 16 × 16 px, but the picture is 48 × 32 px" in said.sentence


@pytest.mark.parametrize("command", ["stylize", "export"])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("out", "has no ending"),
        ("out.xyz", "ends in “.xyz”"),
        ("out.gif", "ends in “.gif”"),
        ("none/out.png", "folder"),
    ],
)
def test_where_nothing_can_be_written_is_told_before_any_work(
    run: Run, jobs: list[Job], photo: Path, tmp_path: Path, command: str, name: str, words: str
) -> None:
    out = tmp_path / name
    arguments = [photo, "--style", "ember", "-o", out] if command == "stylize" else [photo, out]
    assert words in run(command, *arguments).sentence
    assert jobs == []


def test_progress_shows_on_a_terminal_only(
    run: Run, jobs: list[Job], photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("stylize", photo, "--style", "ember", "-o", tmp_path / "o.png").err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    said = run("stylize", photo, "--style", "ember", "-o", tmp_path / "o.png")
    assert said.out == ""
    assert "\rEmber [########" in said.err
    assert "100%" in said.err
    assert said.err.endswith("\n")


# Export and info


@pytest.mark.parametrize("name", ["flat.png", "flat.jpg", "flat.webp", "flat.tif", "copy.ora"])
def test_export_writes_any_kind(run: Run, artwork: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    said = run("export", artwork, out)
    assert said.status == 0
    assert said.out == ""
    opened = open_document(out).document
    assert (opened.width_px, opened.height_px) == (300, 200)
    assert len(list(opened.nodes())) == (len(list(example_document().nodes())) if name == "copy.ora" else 1)


def test_export_goes_to_other_programs_with_the_layers(run: Run, artwork: Path, tmp_path: Path) -> None:
    said = run("export", artwork, tmp_path / "a.kra")
    assert (said.status, said.out) == (0, "")
    assert said.err.strip() == "Krita does not keep how layers were made by models."
    assert (tmp_path / "a.kra").read_bytes().startswith(b"PK")
    said = run("export", artwork, tmp_path / "a.psd")
    assert said.err.startswith("Photoshop does not keep")
    assert run("export", tmp_path / "a.psd", tmp_path / "b.ora").status == 0
    names = [node.name for node in open_document(tmp_path / "b.ora").document.nodes()]
    assert names == [node.name for node in example_document().nodes()]
    assert "painter cannot open" in run("info", tmp_path / "a.kra").sentence
    assert run("export", artwork, tmp_path / "again.ora").err == ""


def test_info_tells_the_layers(run: Run, artwork: Path) -> None:
    said = run("info", artwork)
    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[0] == "300 × 200 px, 254.25 dpi"
    assert [line.split("(")[0].strip(" -*") for line in lines[1:]] == [
        *("Empty", "Group", "Light", "Sketch", "Figure", "Styled", "Shade", "Background 雪"),
    ]
    text = said.out
    assert "Sketch  (normal, 100%, hidden" in text
    assert "Light  (add, 100%, locked" in text
    assert "* Styled" in text
    assert "co-painted: starry_night + 夢.jpg, strength 0.7" in text
    assert "Figure  (overlay, 60%, group)" in text
    assert "group, pass through" in text
    assert "Empty  (normal, 100%, empty)" in text


def test_info_tells_masks_clipping_adjustments_labels_and_the_selection(run: Run, tmp_path: Path) -> None:
    save_document(rich_document(), tmp_path / "rich.ora")
    lines = [line.strip() for line in run("info", tmp_path / "rich.ora").out.splitlines()]
    assert lines[1] == "selected: 250 × 150 at 10, 20"
    told = {line.lstrip("-* ").split("  (")[0]: line.split("  (")[1].rstrip(")") for line in lines[2:]}
    assert told["Figure"] == "normal, 90%, masked, label violet, group"
    assert told["Lights"] == "normal, 70%, mask switched off, group, pass through"
    assert told["Warmer"] == "normal, 100%, clipped, hue-saturation"
    assert told["Curve"] == "normal, 100%, masked, curves"
    assert told["Shine"].startswith("add, 100%, alpha locked, clipped, ")
    values = json.loads(run("info", tmp_path / "rich.ora", "--json").out)
    assert values["selection"] == [10, 20, 250, 150]
    figure, curve = values["layers"][3], values["layers"][1]
    assert figure["label"] == "violet"
    assert values["layers"][2]["mask"] == {"enabled": False, "linked": True}
    assert curve["adjustment"]["kind"] == "curves"
    assert figure["layers"][3]["mask"] == {"enabled": True, "linked": False}
    assert figure["layers"][1]["alpha_locked"]


def test_info_as_json(run: Run, artwork: Path) -> None:
    told = json.loads(run("info", artwork, "--json").out)
    assert (told["width_px"], told["height_px"], told["dpi"], told["notes"]) == (300, 200, 254.25, [])
    names = [entry["name"] for entry in told["layers"]]
    assert names == ["Empty", "Group", "Sketch", "Figure", "Background 雪"]
    figure = told["layers"][3]
    assert (figure["kind"], figure["mode"], figure["opacity"], figure["isolated"]) == (
        "group",
        "overlay",
        0.6,
        True,
    )
    styled, shade = figure["layers"]
    assert styled["active"]
    assert styled["recipe"]["method"] == "style"
    assert len(styled["recipe"]["styles"][1]["code"]) == STYLE_CODE_LENGTH
    assert shade["recipe"] is None
    assert shade["bounds"] == [40, 30, 300, 200]
    assert told["layers"][0]["bounds"] is None


@pytest.mark.parametrize("case", [c for c in CASES if c.command == "open"], ids=lambda c: c.name)
def test_a_bad_input_is_one_sentence(run: Run, tmp_path: Path, case: BadInput, expected_logs: object) -> None:
    assert run("info", case.build(tmp_path)).sentence


@pytest.mark.parametrize("command", ["export", "stylize"])
def test_a_bad_input_writes_nothing(run: Run, jobs: list[Job], tmp_path: Path, command: str) -> None:
    path, out = tmp_path / "cut.png", tmp_path / "out.png"
    path.write_bytes(picture(tmp_path / "whole.png").read_bytes()[:-40])
    options = [path, out] if command == "export" else [path, "--style", "ember", "-o", out]
    assert "damaged or cut short" in run(command, *options).sentence
    assert not out.exists()
    assert jobs == []


@pytest.mark.parametrize("case", [c for c in CASES if c.command == "save"], ids=lambda c: c.name)
def test_a_bad_place_to_write_is_one_sentence(
    run: Run, photo: Path, tmp_path: Path, case: BadInput, expected_logs: object
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert run("export", photo, case.build(folder)).sentence


# Doctor


@pytest.fixture
def own_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let painter have resources of its own, the real ones by link, to be damaged."""
    folder = tmp_path / "resources"
    (folder / "models").mkdir(parents=True)
    for entry in (*resources_folder().iterdir(), *(resources_folder() / "models").iterdir()):
        place = folder / entry.relative_to(resources_folder())
        if not place.exists():
            place.symlink_to(entry)
    monkeypatch.setattr("painter.resources.resources_folder", lambda: folder)
    monkeypatch.setattr("painter.describing._device", lambda wanted: "cpu")
    return folder


def test_the_doctor_finds_everything_well(run: Run, own_resources: Path, own_home: Path) -> None:
    said = run("doctor")
    assert (said.status, said.err) == (0, "")
    for words in ("painter 0", "torch", "device: cpu", "memory:", "not yet compiled", str(own_home)):
        assert words in said.out
    told = json.loads(run("doctor", "--json").out)
    assert told["device"] == {"wanted": "auto", "used": "cpu"}
    assert told["styles"] == 26
    assert [(m["name"], m["sha256"], m["ok"]) for m in told["models"]] == [
        (file.name, file.sha256, True) for file in model_files()
    ]
    assert told["memory_mb"]["total"] > 0


def test_the_doctor_knows_a_filled_cache(run: Run, own_resources: Path) -> None:
    from painter.pixels.kernels import READY_MARK, cache_folder

    folder = cache_folder(Folders.standard().cache)
    folder.mkdir(parents=True)
    assert json.loads(run("doctor", "--json").out)["kernels_compiled"] is False
    (folder / READY_MARK).touch()
    assert json.loads(run("doctor", "--json").out)["kernels_compiled"] is True


@pytest.mark.parametrize("state", ["missing", "damaged"])
def test_the_doctor_names_models_that_cannot_be_used(run: Run, own_resources: Path, state: str) -> None:
    weights = own_resources / "models" / "multistyle26.safetensors"
    data = bytearray(weights.read_bytes())
    weights.unlink()
    if state == "damaged":
        data[-1] ^= 1
        weights.write_bytes(data)
    said = run("doctor")
    assert f"multistyle26.safetensors is {state}" in said.sentence
    assert f"multistyle26: {state}" in said.out
    told = json.loads(run("doctor", "--json").out)
    assert [m["state"] for m in told["models"]] == [state, "ok", "ok"]


def test_a_missing_list_of_models_is_one_sentence(run: Run, own_resources: Path) -> None:
    (own_resources / "models" / "models.json").unlink()
    assert "list of models" in run("doctor").sentence


# Without a command


def test_a_word_that_is_neither_command_nor_file(run: Run) -> None:
    assert "“frobnicate” is neither a file nor one of painter's commands: demo" in run("frobnicate").sentence
    assert "Unrecognized arguments: --frobnicate" in run("--frobnicate").sentence


def test_files_open_in_the_window(run: Run, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    monkeypatch.setattr("painter.display.qt_missing", lambda: "")
    monkeypatch.setattr("painter.display.display_missing", lambda: False)
    monkeypatch.setattr("painter.app.run_window", lambda files, *, sample: opened.append((files, sample)) or 0)
    assert run(photo).status == 0
    assert run("--sample").status == 0
    assert run().status == 0
    assert opened == [([photo], False), ([], True), ([], False)]


def test_missing_system_libraries_are_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("painter.display.qt_missing", lambda: "The window needs …: apt install libegl1")
    assert run().sentence == "The window needs …: apt install libegl1"


def test_without_a_display_the_main_job_runs_headless(
    run: Run, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("painter.display.qt_missing", lambda: "")
    monkeypatch.setattr("painter.display.display_missing", lambda: True)
    monkeypatch.setattr("painter.demo.run_demo", lambda folder, carry_out: iter([folder / "demo.ora"]))
    said = run("--sample")
    assert said.status == 0
    assert said.out.splitlines()[0].startswith("There is no display here")
    assert said.out.splitlines()[1] == str(Path("demo/demo.ora"))
    assert "no display" in run(photo).sentence


# Whatever happens


def test_a_mistake_of_ours_is_told_without_a_traceback(
    run: Run, photo: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    def fail(path: Path) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("painter.files.opening.open_document", fail)
    sentence = run("info", photo).sentence
    assert "something went wrong" in sentence
    assert str(Folders.standard().logs) in sentence
    assert "secret" not in sentence
    assert "secret detail" in expected_logs.text


def test_ctrl_c_ends_quietly(run: Run, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("painter.files.opening.open_document", stop)
    said = run("info", photo)
    assert said.status == 130
    assert said.err == "painter: stopped; nothing was changed.\n"


def environment(**variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return kept | variables


def painter(*arguments: object, **variables: str) -> Said:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "painter.cli", *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment(**variables), timeout=300)
    return Said(ended.returncode, ended.stdout, ended.stderr)


def test_a_reader_that_has_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "painter.cli", "styles", "--json"]
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as out:
        ended = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=environment(), timeout=60)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_terminal_that_knows_ascii_only_is_no_error(artwork: Path) -> None:
    said = painter("info", artwork, PYTHONIOENCODING="ascii")
    assert (said.status, said.err) == (0, "")
    assert "300 ? 200 px" in said.out
    said = painter("info", "nowhere.ora", PYTHONIOENCODING="ascii")
    assert said.sentence.endswith("could not be opened: it is not there.")


# With real models


@pytest.mark.slow
def test_stylize_for_real(photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "art.ora"
    said = painter("stylize", photo, "--style", "woodblock:0.6", "--style", "ember:0.4", "-o", out)
    assert said == Said(0, "", "")
    document = open_document(out).document
    source, made = document.layers
    assert isinstance(made, Layer)
    assert isinstance(source, Layer)
    assert not made.raster.equals(source.raster)
    assert isinstance(made.recipe, StyleRequest)
    assert made.recipe.models[0].sha256 == model_files()[0].sha256
    assert made.recipe.program == __version__
    exact = tmp_path / "exact.png"
    assert painter("stylize", photo, "--style", "ember", "--strength", "0", "-o", exact).status == 0
    assert np.array_equal(pixels(exact), pixels(photo))


@pytest.mark.slow
def test_any_picture_as_style_within_a_mask_for_real(photo: Path, tmp_path: Path) -> None:
    rain = picture(tmp_path / "rain: a study.png", seed=5, size=(64, 64))
    shade = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    shade[:, 24:] = 255
    mask = tmp_path / "mask.png"
    Image.fromarray(shade).save(mask)
    out = tmp_path / "o.png"
    said = painter("stylize", photo, "--style", f"{rain}:0.7", "--style", "ember:0.3", "--mask", mask, "-o", out)
    assert (said.status, said.err) == (0, "")
    differs = (pixels(out) != pixels(photo)).any(axis=-1)
    assert not differs[:, :24].any()
    assert differs[:, 24:].mean() > 0.5


@pytest.mark.slow
def test_a_terminal_sees_progress(photo: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "painter.cli", "stylize", str(photo), "--style", "ember"]
    command += ["-o", str(tmp_path / "o.png")]
    ended = subprocess.run(command, stderr=theirs, stdout=subprocess.PIPE, env=environment(), timeout=300)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert (ended.returncode, ended.stdout) == (0, b"")
    assert "Ember [" in shown
    assert "100%" in shown


@pytest.mark.slow
@pytest.mark.parametrize("state", ["missing", "damaged"])
def test_weights_that_cannot_be_used_are_one_sentence(photo: Path, tmp_path: Path, state: str) -> None:
    # The model process finds the resources beside its package, so a copy of the package stands beside bad ones.
    shutil.copytree(Path(cli.__file__).parent, tmp_path / "painter", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(resources_folder(), tmp_path / "resources", ignore=shutil.ignore_patterns("samples", "fonts"))
    weights = tmp_path / "resources" / "models" / "multistyle26.safetensors"
    if state == "missing":
        weights.unlink()
    else:
        weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    out = tmp_path / "out.png"
    command = [sys.executable, "-m", "painter.cli", "stylize", str(photo), "--style", "ember", "-o", str(out)]
    ended = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=environment(PYTHONPATH=str(tmp_path)),
        timeout=300,
    )
    assert f"multistyle26.safetensors is {state}" in Said(ended.returncode, ended.stdout, ended.stderr).sentence
    assert not out.exists()


@pytest.mark.slow
def test_the_doctor_asks_for_the_device_that_is_used(own_home: Path) -> None:
    save_settings(Settings(device="cuda"), Folders.standard())
    told = json.loads(painter("doctor", "--json").out)
    assert told["device"]["wanted"] == "cuda"
    assert told["device"]["used"] in ("cuda", "cpu")
