"""The slider of chapter 6."""

from collections.abc import Mapping
from typing import Any

from bnkit.plots.slider import Slider, axis, range_of
from bnkit.plots.style import BLUE, INK, ORANGE


def gradient_slider(found: Mapping[str, Any]) -> Slider:
    """The measured loss along the gradient of one plain net and one with batch norm, at a checkpoint that the reader chooses."""
    factors = [0, *found["config"]["factors"]]
    steps = found["values"]["plain"]["steps"]
    rows = [
        {"place": place, "factor": factor, "loss": loss, "net": name, "step": f"step {steps[place]}"}
        for name in ("plain", "batch norm")
        for place, losses in enumerate(found["values"][name]["profile"])
        for factor, loss in zip(factors, losses, strict=True)
        if loss is not None
    ]
    colour = {
        "field": "net",
        "type": "nominal",
        "title": None,
        "scale": {"range": [ORANGE, BLUE], "domain": ["plain", "batch norm"]},
    }
    across = axis("factor", "step along −g, in plain learning rates")
    up = axis("loss", "training loss") | {"scale": {"type": "log", "domain": [0.001, 100]}}
    spec = {
        "width": "container",
        "height": 240,
        "data": {"values": rows},
        "params": [range_of("place", len(steps) // 2, 0, len(steps) - 1, 1, "moment of training ")],
        "transform": [{"filter": "datum.place == place"}],
        "layer": [
            {
                "mark": {"type": "line", "point": True, "clip": True},
                "encoding": {"x": across, "y": up, "color": colour},
            },
            {
                "transform": [{"filter": "datum.factor == 0 && datum.net == 'plain'"}],
                "mark": {"type": "text", "color": INK, "fontSize": 14, "align": "left", "x": 8, "y": 14},
                "encoding": {"text": {"field": "step"}},
            },
        ],
    }
    alt = (
        "A slider chooses a moment of training. Two lines show the loss after a step along the gradient, from no step to four times"
        " the plain net's learning rate: orange for the plain net, blue for batch norm, on a logarithmic axis."
    )
    return Slider(spec, alt)
