"""The models. Outside the model process only `painter.ai.request` may be imported; the rest needs torch."""
