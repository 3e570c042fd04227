"""From a request's method to the code that runs it. The one place where the models are imported, lazily.

The model process runs `run`; nothing else of the models is known outside.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from painter.ai.runner import Arrays, Reporter, Result
from painter.errors import PainterError


def run(request: Any, inputs: Arrays, reporter: Reporter) -> Result:
    """Run any request (a `painter.ai.runner.Runner`)."""
    import numpy as np
    import torch

    from painter.ai.models.multistyle import MultiStyle
    from painter.ai.models.styled_conv import Measuring
    from painter.ai.styles import fixed_styles
    from painter.ai.weights import load_model, model_file

    if request.method != "style" or any(style.kind != "fixed" for style in request.styles):
        raise PainterError("This version of painter cannot run that yet.")
    index = {style.id: style.index for style in fixed_styles()}
    network, ref = load_model(MultiStyle(), model_file("multistyle26"))
    shares = torch.zeros(26)
    for style, share in zip(request.styles, request.weights(), strict=True):
        shares[index[style.name]] += share
    source = np.asarray(inputs["source"])
    height, width = source.shape[:2]
    rgb = np.pad(source[..., :3], ((0, -height % 4), (0, -width % 4), (0, 0)), mode="symmetric")
    picture = torch.from_numpy(rgb.astype(np.float32) / 255).permute(2, 0, 1)[None]
    with torch.inference_mode():
        styled = network(picture, Measuring(network.code(shares), done=lambda _: reporter.check()))
    reporter.progress(1.0)
    image = source.copy()
    painted = styled[0].permute(1, 2, 0).numpy()[:height, :width] * source[..., 3:]
    mixed = source[..., :3] + request.strength * (painted - source[..., :3])
    image[..., :3] = np.rint(mixed).astype(np.uint8)
    return Result({"image": image}, replace(request, models=(ref,)))
