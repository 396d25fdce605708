"""The slider of chapter 5."""

import numpy as np

from bnkit.plots.slider import Slider, axis, calculate, range_of
from bnkit.plots.style import BLUE, INK, ORANGE


def scale_slider(z: np.ndarray) -> Slider:
    """What a factor a on the weights does to batch norm's output and to the gradient, for one feature's values z."""
    mean, var = float(z.mean()), float(z.var())
    rows = [{"z": round(float(value), 3)} for value in z]
    scaled = {"a": "pow(10, log_a)", "plain": "datum.a * datum.z"}
    scaled["normalized"] = f"(datum.plain - datum.a * {mean:.4f}) / sqrt(datum.a * datum.a * {var:.4f} + 1e-5)"
    told = "'a = ' + format(datum.a, '.3~g') + ': the gradient is ' + format(1 / datum.a, '.3~g') + ' times as large'"
    across = axis("z", "w·u at a = 1")
    value = "value after the factor"
    spec = {
        "width": "container",
        "height": 220,
        "data": {"values": rows},
        "params": [range_of("log_a", 0, -3, 1, 0.05, "factor a, as a power of 10 ")],
        "transform": calculate(scaled),
        "layer": [
            {
                "mark": {"type": "point", "color": ORANGE, "filled": True, "opacity": 0.7, "clip": True},
                "encoding": {"x": across, "y": axis("plain", value) | {"scale": {"domain": [-6, 6]}}},
            },
            {
                "mark": {"type": "point", "color": BLUE, "filled": True, "opacity": 0.7},
                "encoding": {"x": across, "y": axis("normalized", value)},
            },
            {
                "transform": [
                    {"aggregate": [{"op": "mean", "field": "a", "as": "a"}]},
                    {"calculate": told, "as": "told"},
                ],
                "mark": {"type": "text", "color": INK, "fontSize": 14, "align": "left"} | {"x": 8, "y": 14},
                "encoding": {"text": {"field": "told"}},
            },
        ],
    }
    alt = (
        "A slider sets the factor a on the weights, from 0.001 to 10. The orange points, a times w·u, grow and shrink with it. The"
        " blue points, after batch norm, stay where they are, except below 0.01, where epsilon is no longer small beside the"
        " variance and they shrink to 0. A line of text gives the gradient's factor, 1/a."
    )
    return Slider(spec, alt)
