"""The command ``painter``: the window, and everything that works without one. Same session underneath.

Exit status 0, or 2 with one sentence on standard error. Imports are late, so ``painter --help`` is instant.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from painter import __version__
from painter.errors import PainterError

log = logging.getLogger(__name__)

EXIT_SENTENCE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    from painter.logs import start_logging
    from painter.settings import Folders

    start_logging(Folders.standard().logs)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that has no “ is no reason to fail
    try:
        status = _run(arguments)
        sys.stdout.flush()
        return status
    except PainterError as error:
        print(f"painter: {error}", file=sys.stderr)
        return EXIT_SENTENCE
    except KeyboardInterrupt:
        print("painter: stopped; nothing was changed.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Who read our output has enough; Python must not complain of it when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        log.exception("the command failed")
        print(
            f"painter: something went wrong that should not have; details are in {Folders.standard().logs}.",
            file=sys.stderr,
        )
        return EXIT_SENTENCE


def _run(arguments: Sequence[str]) -> int:
    if arguments and arguments[0] in COMMANDS:
        options = _parser().parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.run
        return command(options)
    return _open_window(_window_parser().parse_args(arguments))


class _Parser(argparse.ArgumentParser):
    """A parser that tells what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:].rstrip(".")
        raise PainterError(f"{sentence}. “{self.prog} --help” tells more.")


def _window_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="painter",
        description="Paint on layers; models paint along, on your own machine.",
        epilog="Commands without a window: " + ", ".join(sorted(COMMANDS)) + ". Each has --help.",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="pictures or layered files to open")
    parser.add_argument("--sample", action="store_true", help="open the sample artwork")
    parser.add_argument("--version", action="version", version=f"painter {__version__}")
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="painter")
    commands = parser.add_subparsers(required=True)
    for name, (add_options, run, text) in COMMANDS.items():
        command = commands.add_parser(
            name, help=text, description=text, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        add_options(command)
        command.set_defaults(run=run)
    return parser


def _open_window(options: argparse.Namespace) -> int:
    from painter.display import display_missing, qt_missing

    for path in options.files:
        if not path.exists():
            raise PainterError(f"“{path}” is neither a file nor one of painter's commands: {', '.join(COMMANDS)}.")
    missing = qt_missing()
    if missing:
        raise PainterError(missing)
    if display_missing() and options.files:
        raise PainterError(
            "There is no display here to open a window on. “painter info”, “export” and “stylize” need none."
        )
    if display_missing():
        print("There is no display here, so painter runs its main job without a window: painter demo.")
        return _demo(argparse.Namespace(out=Path("demo")))
    from painter.app import run_window

    return run_window(options.files, sample=options.sample)


# Commands


def _stylize_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: painter stylize photo.jpg --style woodblock:0.6 --style rain.png:0.4 -o art.ora"
    parser.add_argument("input", type=Path, metavar="IN")
    parser.add_argument(
        "--style", action="append", required=True, metavar="NAME|PICTURE[:WEIGHT]", help="repeat it to blend styles"
    )
    parser.add_argument("--strength", type=float, default=1.0, metavar="F", help="0 (the picture itself) to 1")
    parser.add_argument(
        "--stroke-scale", type=float, default=1.0, metavar="F", help="0.25 to 4; above 1 is coarser"
    )
    parser.add_argument("--keep-colors", action="store_true", help="take only light and shade from the style")
    parser.add_argument("--mask", type=Path, metavar="PICTURE", help="white is painted, black stays")
    parser.add_argument(
        "-o", "--out", type=Path, required=True, metavar="OUT", help=".ora keeps layers; .png, .jpg"
    )


def _stylize(options: argparse.Namespace) -> int:
    import numpy as np

    from painter.ai.request import StyleRequest
    from painter.files.images import read_picture
    from painter.files.opening import open_document
    from painter.session import Session

    _check_out(options.out)
    choices, pictures = _style_choices(options.style)
    request = StyleRequest(
        styles=choices,
        strength=options.strength,
        stroke_scale=options.stroke_scale,
        keep_colors=options.keep_colors,
    )
    opened = open_document(options.input)
    for note in opened.notes:
        print(note, file=sys.stderr)
    session = Session(opened.document, title=options.input.stem)
    mask = None
    if options.mask is not None:
        shade = read_picture(options.mask).pixels
        if shade.shape[:2] != (session.document.height_px, session.document.width_px):
            raise PainterError(
                f"The mask is {shade.shape[1]} × {shade.shape[0]} px, but the picture is "
                f"{session.document.width_px} × {session.document.height_px} px. They must be the same size."
            )
        mask = np.round(shade[..., :3].mean(axis=-1)).astype(np.uint8)
    note = _carry_out(session, session.style_job(request, pictures=pictures, mask=mask))
    _write(session, options.out)
    if note:
        print(note)
    return 0


def _style_choices(texts: Sequence[str]) -> tuple[tuple[Any, ...], dict[int, Any]]:
    """Return the styles asked for as NAME|PICTURE[:WEIGHT], and the pictures among them by place."""
    import hashlib

    from painter.ai.request import StyleChoice
    from painter.ai.styles import fixed_styles
    from painter.files.images import read_picture

    known = {style.id: style for style in fixed_styles()} | {style.name.lower(): style for style in fixed_styles()}
    choices: list[StyleChoice] = []
    pictures: dict[int, Any] = {}
    for text in texts:
        name, weight = _weighed(text)
        style = known.get(name.lower())
        if style is not None:
            choices.append(StyleChoice(kind="fixed", name=style.id, weight=weight))
            continue
        path = Path(name)
        if not path.exists():
            raise PainterError(
                f"“{name}” is neither one of painter's styles nor a picture. “painter styles” lists the styles."
            )
        picture = read_picture(path)
        choices.append(
            StyleChoice(
                kind="picture",
                name=path.stem[:200],
                weight=weight,
                sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            )
        )
        pictures[len(choices) - 1] = picture.pixels[..., :3].copy()
    return tuple(choices), pictures


def _weighed(text: str) -> tuple[str, float]:
    """Return name and weight in NAME[:WEIGHT]; a colon before no number, or in a file's name, is the name's."""
    head, _, tail = text.rpartition(":")
    if not head or Path(text).exists():
        return text, 1.0
    try:
        return head, float(tail)
    except ValueError:
        return text, 1.0


def _carry_out(session: Any, job: Any) -> str:
    """Run a session's job in the model process, with a progress bar on a terminal; return its note."""
    from painter.jobs.client import run_job
    from painter.jobs.job import Progress
    from painter.jobs.process import ModelProcess
    from painter.jobs.worker import WorkerOptions
    from painter.settings import Folders, load_settings

    folders = Folders.standard()
    settings = load_settings(folders)
    bar = sys.stderr.isatty()

    def draw(fraction: float) -> None:
        if bar:
            filled = round(30 * fraction)
            line = f"\r{job.label} [{'#' * filled}{'.' * (30 - filled)}] {fraction:4.0%}"
            print(line, end="", file=sys.stderr, flush=True)

    def show(event: object) -> None:
        if isinstance(event, Progress):
            draw(event.fraction)

    process = ModelProcess(
        WorkerOptions(device=settings.device, threads=settings.model_threads, log_folder=folders.logs)
    )
    try:
        done = run_job(process, job, on_event=show)
        draw(1.0)
    finally:
        process.close()
        if bar:
            print(file=sys.stderr)
    session.accept(done)
    return done.note


def _check_out(path: Path) -> None:
    """Refuse, before any work is done, a file that could not be written."""
    from painter.files.opening import kind_of

    kind_of(path, written=True)
    if not path.parent.is_dir():
        raise PainterError(f"“{path.name}” cannot be written: its folder “{path.parent}” is not there.")


def _write(session: Any, path: Path) -> None:
    from painter.files.opening import export_document

    export_document(session.document, path)


def _demo_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: painter demo --out demo"
    parser.add_argument("--out", type=Path, default=Path("demo"), metavar="DIR")


def _demo(options: argparse.Namespace) -> int:
    from painter.demo import run_demo

    for path in run_demo(options.out, _carry_out):
        print(path)
    return 0


def _styles_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: painter styles --json"
    parser.add_argument("--json", action="store_true")


def _styles(options: argparse.Namespace) -> int:
    from painter.ai.styles import fixed_styles

    styles = fixed_styles()
    if options.json:
        entries = [
            {"id": s.id, "name": s.name, "description": s.description, "thumbnail": str(s.thumbnail)}
            for s in styles
        ]
        print(json.dumps(entries, ensure_ascii=False, indent=2))
        return 0
    width = max(len(style.id) for style in styles)
    for style in styles:
        print(f"{style.id:<{width}}  {style.description}")
    print("\nAny picture is a style too: painter stylize IN --style PICTURE -o OUT")
    return 0


def _export_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: painter export art.ora art.png"
    parser.add_argument("document", type=Path, metavar="DOC")
    parser.add_argument("out", type=Path, metavar="OUT")


def _export(options: argparse.Namespace) -> int:
    from painter.files.opening import not_kept, open_document
    from painter.session import Session

    _check_out(options.out)
    opened = open_document(options.document)
    for note in opened.notes:
        print(note, file=sys.stderr)
    _write(Session(opened.document), options.out)
    lost = not_kept(opened.document, options.out)
    if lost:
        print(lost, file=sys.stderr)
    return 0


def _info_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: painter info art.ora --json"
    parser.add_argument("document", type=Path, metavar="DOC")
    parser.add_argument("--json", action="store_true")


def _info(options: argparse.Namespace) -> int:
    from painter.describing import describe_document, tell_document
    from painter.files.opening import open_document

    opened = open_document(options.document)
    told = describe_document(opened.document, opened.notes)
    print(json.dumps(told, ensure_ascii=False, indent=2) if options.json else tell_document(told))
    return 0


def _doctor_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: painter doctor --json"
    parser.add_argument("--json", action="store_true")


def _doctor(options: argparse.Namespace) -> int:
    from painter.describing import describe_installation, tell_installation

    told = describe_installation()
    print(json.dumps(told, ensure_ascii=False, indent=2) if options.json else tell_installation(told))
    wrong = [f"{model['file']} is {model['state']}" for model in told["models"] if not model["ok"]]
    if wrong:
        raise PainterError(f"Some models cannot be used: {', '.join(wrong)}. Install painter again to repair them.")
    return 0


def _replay_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: painter replay strokes.jsonl --size 800x600 -o painting.png"
    parser.add_argument("strokes", type=Path, metavar="STROKES", help="recorded pen input, one JSON line an event")
    parser.add_argument("--size", type=_size, default=(1024, 768), metavar="WxH", help="of a new canvas")
    parser.add_argument("--document", type=Path, metavar="IN", help="paint on this instead of a new canvas")
    parser.add_argument(
        "-o", "--out", type=Path, required=True, metavar="OUT", help=".ora keeps layers; .png, .jpg"
    )


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().replace("×", "x").partition("x")
    if not (width.isdecimal() and height.isdecimal() and 0 < int(width) <= 16384 and 0 < int(height) <= 16384):
        raise argparse.ArgumentTypeError(f"“{text}” is no size like 1024x768")
    return int(width), int(height)


def _replay(options: argparse.Namespace) -> int:
    from painter.document.document import Document
    from painter.document.layer import Layer
    from painter.document.raster import Raster
    from painter.files.opening import kind_of, open_document
    from painter.paint.replay import read_strokes
    from painter.pixels.kernels import use_cache_folder, warm_up
    from painter.session import Session
    from painter.settings import Folders

    kind_of(options.out, written=True)
    if options.document is not None:
        document = open_document(options.document).document
    else:
        layer = Layer(raster=Raster(*options.size), name="Layer 1")
        document = Document(
            width_px=options.size[0], height_px=options.size[1], layers=(layer,), active_id=layer.id
        )
    try:
        lines = options.strokes.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PainterError(f"“{options.strokes.name}” cannot be read.") from error
    strokes = list(read_strokes(lines, options.strokes.name))
    use_cache_folder(Folders.standard().cache)
    warm_up()
    session = Session(document, title=options.strokes.stem)
    for stroke in strokes:
        session.begin_stroke(
            stroke.brush,
            stroke.color,
            erase=stroke.erase,
            zoom=stroke.zoom,
            seed=stroke.seed,
            lock_alpha=stroke.lock_alpha,
        )
        for sample in stroke.samples:
            session.extend_stroke([sample])
        session.end_stroke()
    _write(session, options.out)
    print(f"{len(strokes)} strokes painted.")
    return 0


def _record_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: painter record strokes.jsonl, then: painter replay strokes.jsonl -o again.png"
    parser.add_argument("out", type=Path, metavar="STROKES.jsonl", help="written as strokes end")
    parser.add_argument("--document", type=Path, metavar="IN", help="what is painted on")


def _record(options: argparse.Namespace) -> int:
    from painter.display import display_missing, qt_missing

    missing = qt_missing()
    if missing or display_missing():
        raise PainterError(missing or "There is no display here, and recording needs the window to paint in.")
    from painter.app import run_window

    return run_window([options.document] if options.document else [], record=options.out)


COMMANDS: dict[str, tuple[Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int], str]] = {
    "demo": (_demo_options, _demo, "Do the main job on the sample artwork and write what comes of it."),
    "styles": (_styles_options, _styles, "List the built-in styles."),
    "stylize": (_stylize_options, _stylize, "Repaint a picture or a document's active layer in a style."),
    "export": (_export_options, _export, "Write a document as another kind of file, by the ending."),
    "info": (_info_options, _info, "Tell what a file holds."),
    "record": (_record_options, _record, "Open the window and write what the pen does, for painter replay."),
    "replay": (_replay_options, _replay, "Paint recorded pen input, without a window."),
    "doctor": (_doctor_options, _doctor, "Tell versions, device, memory, models and caches."),
}


if __name__ == "__main__":
    sys.exit(main())
