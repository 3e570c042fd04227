"""Only painter's own weights, whole and as shipped, are loaded; everything else is refused in one sentence."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from painter.ai.models.arbitrary_style import ArbitraryTransform
from painter.ai.models.multistyle import MultiStyle
from painter.ai.styles import fixed_styles, model_files
from painter.ai.weights import WeightsError, load_model, model_file

ENTRY = model_file("multistyle26")


def test_the_shipped_weights_are_what_the_manifest_says() -> None:
    for entry in model_files():
        assert entry.path.stat().st_size == entry.size_bytes
        assert len(entry.sha256) == 64
        assert entry.licence == "Apache-2.0"
    network, ref = load_model(MultiStyle(), ENTRY)
    assert (ref.name, ref.sha256, ref.licence) == ("multistyle26", ENTRY.sha256, "Apache-2.0")
    assert sum(p.numel() for p in network.parameters()) == ENTRY.parameters
    assert not any(p.requires_grad for p in network.parameters())


def test_every_fixed_style_has_its_own_row() -> None:
    assert sorted(style.index for style in fixed_styles()) == list(range(26))


def refused(path: Path) -> str:
    with pytest.raises(WeightsError) as caught:
        load_model(MultiStyle(), replace(ENTRY, path=path))
    assert str(caught.value).endswith(".")
    return str(caught.value)


def test_missing(tmp_path: Path) -> None:
    assert "is missing" in refused(tmp_path / "multistyle26.safetensors")


def test_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "multistyle26.safetensors"
    path.mkdir()
    assert "cannot be read" in refused(path)


def test_one_bit_flipped(tmp_path: Path) -> None:
    data = bytearray(ENTRY.path.read_bytes())
    data[-1000] ^= 1
    path = tmp_path / "multistyle26.safetensors"
    path.write_bytes(data)
    assert "is damaged" in refused(path)


@pytest.mark.parametrize("kept", [0, 5, 9, 5000, ENTRY.size_bytes - 1])
def test_cut_off(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "multistyle26.safetensors"
    path.write_bytes(ENTRY.path.read_bytes()[:kept])
    refused(path)


def test_a_header_larger_than_the_file(tmp_path: Path) -> None:
    path = tmp_path / "multistyle26.safetensors"
    path.write_bytes((1 << 62).to_bytes(8, "little") + b"{}")
    assert "not a safetensors file" in refused(path)


class Bomb:
    """Goes off when unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (pytest.fail, ("a pickle was run",))


def test_a_pickle_is_never_run(tmp_path: Path) -> None:
    path = tmp_path / "multistyle26.safetensors"
    path.write_bytes(pickle.dumps(Bomb()))
    assert "loads weights from no other kind" in refused(path)
    torch.save(MultiStyle().state_dict(), path)
    assert "not a safetensors file" in refused(path)


def test_weights_of_another_model() -> None:
    with pytest.raises(WeightsError, match="belongs to another model"):
        load_model(ArbitraryTransform(), ENTRY)


def test_an_unknown_model() -> None:
    with pytest.raises(WeightsError, match="no model called “rubens”"):
        model_file("rubens")
