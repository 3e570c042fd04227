"""The style job against onnxruntime running the same weights: processor time, largest difference, peak memory.

Both get a layer as the document holds it, (h, w, 4) uint8, and give one back. The peer's graph is built here from
painter's own weights, with onnx's fused InstanceNormalization, which makes it the faster of the usual exports.
Processor time of one thread is compared, in turns, so that other programs on the machine disturb both alike.
"""

from __future__ import annotations

import os
import re
import resource as limits
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import psutil
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from torch import Tensor

from painter.ai import catalog
from painter.ai.device import CPU
from painter.ai.models.arbitrary_style import ArbitraryTransform, PlainConv
from painter.ai.models.convolution import ignored
from painter.ai.models.multistyle import MultiStyle
from painter.ai.models.styled_conv import EPSILON, Measuring, StyleCode, StyledConv
from painter.ai.request import StyleChoice, StyleRequest
from painter.ai.styles import fixed_styles
from painter.ai.warm import arbitrary_transform, multistyle
from painter.files.opening import open_document
from painter.pixels.composite import flatten
from painter.resources import resource
from tests.benchmarks.report import Measurement, Report, Target

SIZES = {256: 25, 512: 9, 1024: 5, 2048: 3}
"""Sides in pixels, and how many turns each."""

STYLE = "starry_night"
MOST_TIMES = 1.3
MOST_DIFFERENCE = 1e-3
MEMORY_AT_PX = 2048
EXACT_AT_PX = 512

Picture = NDArray[np.uint8]


class Graph:
    """An ONNX graph in the making."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, values: Any) -> str:
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def convolved(self, x: str, weight: Tensor, bias: Tensor | None, stride: int) -> str:
        border = weight.shape[-1] // 2
        pads = self.constant(np.array([0, 0, border, border, 0, 0, border, border], np.int64))
        inputs = [self.node("Pad", x, pads, mode="reflect"), self.constant(weight.numpy())]
        if bias is not None:
            inputs.append(self.constant(bias.numpy()))
        return self.node("Conv", *inputs, kernel_shape=list(weight.shape[2:]), strides=[stride, stride])

    def styled(self, layer: StyledConv, code: StyleCode, x: str, *, relu: bool) -> str:
        if layer.doubling:
            scales = self.constant(np.array([1, 1, 2, 2], np.float32))
            x = self.node(
                "Resize",
                x,
                "",
                scales,
                mode="nearest",
                coordinate_transformation_mode="asymmetric",
                nearest_mode="floor",
            )
        x = self.convolved(x, layer.weight, None, layer.stride)
        style = code[layer.place]
        norm = (self.constant(style.gamma.numpy()), self.constant(style.beta.numpy()))
        x = self.node("InstanceNormalization", x, *norm, epsilon=EPSILON)
        return self.node("Relu", x) if relu else x

    def session(self, output: str) -> onnxruntime.InferenceSession:
        sides = [1, 3, "height", "width"]
        graph = helper.make_graph(
            self._nodes,
            "style",
            [helper.make_tensor_value_info("picture", TensorProto.FLOAT, sides)],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, sides)],
            self._constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def peer_of(network: MultiStyle | ArbitraryTransform, code: StyleCode) -> onnxruntime.InferenceSession:
    """Return the same network in the same style, run by onnxruntime."""
    graph, x = Graph(), "picture"
    for plain in network.contract.modules():
        if isinstance(plain, PlainConv):
            x = graph.node("Relu", graph.convolved(x, plain.weight, plain.bias, plain.stride))
        elif isinstance(plain, StyledConv):
            x = graph.styled(plain, code, x, relu=True)
    residual = [layer for layer in network.residual.modules() if isinstance(layer, StyledConv)]
    for first, second in zip(residual[::2], residual[1::2], strict=True):
        inner = graph.styled(first, code, x, relu=True)
        x = graph.node("Add", x, graph.styled(second, code, inner, relu=False))
    *expand, last = (layer for layer in network.expand.modules() if isinstance(layer, StyledConv))
    for layer in expand:
        x = graph.styled(layer, code, x, relu=True)
    return graph.session(graph.node("Sigmoid", graph.styled(last, code, x, relu=False)))


class Silent:
    """A reporter that nobody listens to."""

    def check(self) -> None:
        pass

    def progress(self, fraction: float, note: str = "") -> None:
        pass

    def preview(self, image: NDArray[Any]) -> None:
        pass


@cache
def fixed_peer() -> onnxruntime.InferenceSession:
    return peer_of(multistyle(CPU)[0], fixed_code())


def fixed_code() -> StyleCode:
    index = next(style.index for style in fixed_styles() if style.id == STYLE)
    return multistyle(CPU)[0].code(torch.eye(26)[index])


def our_job(picture: Picture) -> Picture:
    request = StyleRequest(styles=(StyleChoice(kind="fixed", name=STYLE),))
    return np.asarray(catalog.run(request, {"source": picture}, Silent()).arrays["image"])


def peer_job(picture: Picture) -> Picture:
    colors = np.ascontiguousarray(picture[..., :3].transpose(2, 0, 1)[None], np.float32) / np.float32(255)
    painted = fixed_peer().run(None, {"picture": colors})[0][0]
    out = picture.copy()
    out[..., :3] = np.rint(painted.transpose(1, 2, 0) * 255)
    return out


JOBS: dict[str, Callable[[Picture], Picture]] = {"painter": our_job, "onnxruntime": peer_job}


@cache
def artwork() -> Image.Image:
    """Return the sample artwork as it shows."""
    document = open_document(resource("samples", "dawn-over-the-lake.ora")).document
    return Image.fromarray(flatten(document)).convert("RGB").convert("RGBA")


def picture_of(side: int) -> Picture:
    """Return the sample artwork at a size, (side, side, 4), opaque."""
    return np.array(artwork().resize((side, side), Image.Resampling.BICUBIC))


def seconds(job: Callable[[Picture], Picture], picture: Picture) -> float:
    """Return the processor time a job takes."""
    began = time.process_time()
    job(picture)
    return time.process_time() - began


def in_turns(side: int, turns: int) -> tuple[float, float, float]:
    """Return the median processor seconds of our job and the peer's, and the median of their ratio."""
    picture = picture_of(side)
    for job in JOBS.values():
        job(picture_of(256))
    pairs = [(seconds(our_job, picture), seconds(peer_job, picture)) for _ in range(turns)]
    ours, peers = zip(*pairs, strict=True)
    return statistics.median(ours), statistics.median(peers), statistics.median(a / b for a, b in pairs)


def colors_of(side: int) -> Tensor:
    """Return the sample artwork as the networks take it, (1, 3, side, side)."""
    return torch.from_numpy(picture_of(side)[..., :3].astype(np.float32) / 255).permute(2, 0, 1)[None]


def difference(
    network: MultiStyle | ArbitraryTransform, code: StyleCode, peer: onnxruntime.InferenceSession, side: int
) -> float:
    """Return the largest difference in any colour, 0 to 1, between what both paint of a picture."""
    colors = colors_of(side)
    ours = network(CPU.sent(colors), Measuring(code))
    return float(np.abs(ours.numpy() - peer.run(None, {"picture": colors.numpy()})[0]).max())


class Exact:
    """Runs a network's layers plainly, in double precision: what both would paint if they never rounded."""

    done = staticmethod(ignored)

    def __init__(self, code: StyleCode) -> None:
        self._code = code

    def pair(self, first: StyledConv, second: StyledConv, x: Tensor) -> Tensor:
        return self(second, self(first, x, relu=True), relu=True)

    def __call__(self, layer: StyledConv, x: Tensor, *, relu: bool = False) -> Tensor:
        if layer.doubling:
            x = F.interpolate(x, scale_factor=2, mode="nearest")
        x = F.pad(x, (layer.weight.shape[-1] // 2,) * 4, mode="reflect")
        x = F.conv2d(x, layer.weight.double(), stride=layer.stride)
        style = self._code[layer.place]
        x = F.instance_norm(x, weight=style.gamma.double(), bias=style.beta.double(), eps=EPSILON)
        return x.relu_() if relu else x


def inexactness(side: int) -> tuple[float, float]:
    """Return how far painter and onnxruntime are at most from the exact painting, 0 to 1."""
    network, colors = multistyle(CPU)[0], colors_of(side)
    exact = network(colors.double(), Exact(fixed_code()))
    ours = network(CPU.sent(colors), Measuring(fixed_code()))
    peers = torch.from_numpy(fixed_peer().run(None, {"picture": colors.numpy()})[0])
    return float((ours - exact).abs().max()), float((peers - exact).abs().max())


def peak_memory(name: str, side: int) -> float:
    """Return how much memory a job takes at most, in MB, on top of the warm program; in a process of its own."""
    command = [sys.executable, "-m", __name__, name, str(side)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    return float(answer.stdout)


def child(name: str, side: int) -> None:
    """Print what `peak_memory` returns."""
    picture = picture_of(side)
    JOBS[name](picture_of(64))
    before = psutil.Process().memory_info().rss
    JOBS[name](picture)
    print((own_peak() - before) / 1e6)


def own_peak() -> int:
    """Return the most memory this process ever held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # the usual figure counts the parent's memory in, from before the program began
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text()).group(1)) * 1024  # type: ignore[union-attr]
    return limits.getrusage(limits.RUSAGE_SELF).ru_maxrss


def run() -> Report:
    """Measure everything; about two minutes on an idle machine."""
    os.environ.update({"PAINTER_THREADS": "1", "PAINTER_DEVICE": "cpu"})
    torch.set_num_threads(1)
    targets, measurements = [], []
    with torch.inference_mode():
        for side, turns in SIZES.items():
            ours, peers, ratio = in_turns(side, turns)
            measurements += [
                Measurement(name=f"painter at {side} px", value=ours, unit="s"),
                Measurement(name=f"onnxruntime at {side} px", value=peers, unit="s"),
            ]
            apart = difference(multistyle(CPU)[0], fixed_code(), fixed_peer(), side)
            targets += [
                Target(
                    name=f"time against onnxruntime at {side} px",
                    value=ratio,
                    unit="×",
                    target=MOST_TIMES,
                    bound="at most",
                ),
                Target(
                    name=f"difference at {side} px", value=apart, unit="", target=MOST_DIFFERENCE, bound="at most"
                ),
            ]
        network = arbitrary_transform(CPU)[0]
        code = network.code(torch.linspace(-1, 1, 100))
        apart = difference(network, code, peer_of(network, code), 512)
        targets.append(
            Target(
                name="difference at 512 px, picture style",
                value=apart,
                unit="",
                target=MOST_DIFFERENCE,
                bound="at most",
            )
        )
        inexact = inexactness(EXACT_AT_PX)
    measurements += [
        Measurement(name=f"{name} against exact arithmetic at {EXACT_AT_PX} px", value=value, unit="")
        for name, value in zip(JOBS, inexact, strict=True)
    ]
    measurements += [
        Measurement(
            name=f"{name}: peak memory at {MEMORY_AT_PX} px", value=peak_memory(name, MEMORY_AT_PX), unit="MB"
        )
        for name in JOBS
    ]
    return Report(
        name="style",
        targets=targets,
        measurements=measurements,
        notes=(
            "Whole jobs, 8-bit layer to 8-bit layer, one thread each, processor seconds; medians of runs in turns.",
            f"Style: {STYLE}. Differences are of the networks' output, on a scale of 0 to 1, before rounding.",
            "In large pictures most of the difference is onnxruntime's, which adds up means in single precision.",
            "Peak memory is what the job adds to its warm program.",
        ),
    )


if __name__ == "__main__":
    child(sys.argv[1], int(sys.argv[2]))
