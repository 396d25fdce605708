"""The slider of chapter 6."""

import math
from collections.abc import Mapping
from typing import Any

from bnkit.plots.palette import BLUE, ORANGE
from bnkit.plots.slider import Slider, at, axis, chart, layer, named, range_of, sentence


def gradient_slider(found: Mapping[str, Any]) -> Slider:
    """The measured loss along the gradient of one plain net and one with batch norm, at a checkpoint that the reader chooses."""
    factors = [0, *found["config"]["factors"]]
    steps = found["values"]["plain"]["steps"]
    texts = [f"step {step}" for step in steps]
    rows = [
        {"place": place, "factor": factor, "loss": loss, "net": name, "step": texts[place], "times": loss / losses[0]}
        for name in ("plain", "batch norm")
        for place, losses in enumerate(found["values"][name]["profile"])
        for factor, loss in zip(factors, losses, strict=True)
        if loss is not None
    ]
    dash = {"range": [[6, 3], [1, 0]], "domain": ["plain", "batch norm"]}
    scale = {"range": [ORANGE, BLUE], "domain": ["plain", "batch norm"]}
    losses = [row["loss"] for row in rows]
    decades = [10.0**n for n in range(math.floor(math.log10(min(losses))), math.ceil(math.log10(max(losses))) + 1)]
    lines: dict[str, Any] = {
        "x": axis("factor", "step along −g, in plain learning rates", domain=[-0.15, factors[-1] + 0.15], nice=False)
        | {"axis": {"values": factors, "format": ".3~g", "grid": False}},
        "y": axis("loss", "training loss", type="log", domain=[decades[0], decades[-1]]) | at(decades),
    }
    nets: dict[str, Any] = {
        "color": {"field": "net", "type": "nominal", "scale": scale, "legend": None},
        "strokeDash": {"field": "net", "type": "nominal", "scale": dash, "legend": None},
    }
    at_one = "datum.factor == 1 && datum.net == '{}'".format
    leap = max(range(len(steps)), key=lambda place: _range(found["values"]["plain"]["profile"][place]))
    told = f"datum.step + ', at {factors[-1]}: plain × ' + {_two('plain')} + ', batch norm × ' + {_two('batch norm')}"
    moment = range_of("place", leap, 0, len(steps) - 1, 1, "moment of training ", texts)
    spec = chart(
        240,
        [moment],
        layer("line", {"point": True, "clip": True, "tooltip": True}, **lines, **nets),
        named("plain", at_one("plain"), ORANGE, dy=-14, **lines),
        named("batch norm", at_one("batch norm"), BLUE, dy=16, **lines),
        sentence(
            told,
            [{"filter": f"datum.factor == {factors[-1]}"}, {"pivot": "net", "value": "times", "groupby": ["step"]}],
        ),
        data=rows,
        transform=[{"filter": "datum.place == place"}],
    )
    alt = (
        "A slider chooses a moment of training. Two lines show the loss after a step along the gradient, from no step to four times"
        " the plain net's learning rate: orange for the plain net, blue for batch norm, on a logarithmic axis."
        " A line of text gives the factor of the longest step for both."
    )
    return Slider(spec, alt)


def _two(field: str) -> str:
    """The Vega expression of a field in two digits."""
    return f"format(datum['{field}'], '.2~r')"


def _range(losses) -> float:
    """How many times as large as the smallest the largest loss is, of those that are numbers."""
    numbers = [loss for loss in losses if loss is not None]
    return max(numbers) / min(numbers)
