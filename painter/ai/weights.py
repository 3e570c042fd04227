"""Reads weights: safetensors only, and of painter's own models only the very bytes that were shipped.

A safetensors file holds numbers and names, never code, so a foreign file can at worst be refused.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import TypeVar

import safetensors
import safetensors.torch
from torch import Tensor, nn

from painter.ai.request import ModelRef
from painter.ai.styles import ModelFile, model_files
from painter.errors import PainterError

log = logging.getLogger(__name__)

Network = TypeVar("Network", bound=nn.Module)

LARGEST_HEADER = 100_000_000
"""Bytes; the format's own limit."""


class WeightsError(PainterError):
    """A file of weights that is missing, damaged, foreign or of another model."""


def model_file(name: str) -> ModelFile:
    """Return what the manifest says of one of painter's models.

    Raises:
        WeightsError: The manifest does not know it.
        PainterError: The manifest is missing or damaged.
    """
    for entry in model_files():
        if entry.name == name:
            return entry
    raise WeightsError(f"This version of painter has no model called “{name}”.")


def load_model(network: Network, entry: ModelFile) -> tuple[Network, ModelRef]:
    """Fill a network with its weights, ready to run, and tell which they are.

    Raises:
        WeightsError: The file is missing, damaged, foreign or of another model.
    """
    data = _read(entry.path)
    tensors = parsed(data, entry.path.name)
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 != entry.sha256:
        log.info("%s has sha256 %s, expected %s", entry.path, sha256, entry.sha256)
        raise WeightsError(f"The model file {entry.path.name} is damaged. Install painter again to repair it.")
    try:
        network.load_state_dict(tensors)
    except RuntimeError as error:
        log.info("%s does not fit: %s", entry.path, error)
        raise WeightsError(f"The model file {entry.path.name} belongs to another model.") from error
    network.requires_grad_(False)
    return network.eval(), ModelRef(name=entry.name, sha256=sha256, licence=entry.licence)


def parsed(data: bytes, file_name: str) -> dict[str, Tensor]:
    """Return the tensors in the bytes of a safetensors file.

    Raises:
        WeightsError: They are nothing of the kind, or cut off.
    """
    header = int.from_bytes(data[:8], "little")
    if len(data) < 9 or header > LARGEST_HEADER or data[8:9] != b"{":
        raise WeightsError(
            f"{file_name} is not a safetensors file. painter loads weights from no other kind of file."
        )
    try:
        tensors: dict[str, Tensor] = safetensors.torch.load(data)
    except (safetensors.SafetensorError, ValueError, KeyError, RuntimeError) as error:
        log.info("%s cannot be parsed: %s", file_name, error)
        raise WeightsError(f"The model file {file_name} is damaged or cut off. Install painter again.") from error
    return tensors


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise WeightsError(
            f"The model file {path.name} is missing. Install painter again to get it back."
        ) from error
    except OSError as error:
        log.info("%s: %s", path, error)
        raise WeightsError(f"The model file {path.name} cannot be read. Check its permissions.") from error
