"""The slider of chapter 5."""

import numpy as np

from bnkit.plots.palette import BLUE, ORANGE
from bnkit.plots.slider import Slider, axis, calculate, chart, layer, named, range_of, sentence

REACH = 6  # of the values that are shown, up and down


def scale_slider(z: np.ndarray) -> Slider:
    """What a factor a on the weights does to batch norm's output and to the gradient, for one feature's values z."""
    mean, var = float(z.mean()), float(z.var())
    rows = [{"z": round(float(value), 3)} for value in z]
    scaled = {"a": "pow(10, log_a)", "plain": "datum.a * datum.z"}
    scaled["normalized"] = f"(datum.plain - datum.a * {mean:.4f}) / sqrt(datum.a * datum.a * {var:.4f} + 1e-5)"
    told = "'a = ' + format(datum.a, '.3~g') + ': the gradient is ' + format(1 / datum.a, ',.3~r') + ' times as large'"
    most = max(row["z"] for row in rows)
    inside = {"x": f"min(datum.z, {0.8 * REACH} / datum.a)", "y": "datum.a * datum.x"}
    across = axis("z", "w·u at a = 1", domain=[min(row["z"] for row in rows) - 0.2, most + 1.3], nice=False)
    value, room = "a·w·u, and after batch norm", {"domain": [-REACH, REACH], "nice": False}
    points = {"tooltip": True, "filled": True, "opacity": 0.7}
    right, last = {"align": "left", "dx": 9}, f"datum.z == {most}"
    plain = named("plain", last, ORANGE, right, dy=10, x=axis("x", across["title"]), y=axis("y", value))
    plain["transform"] += calculate(inside)
    texts = [f"{10 ** (n / 20 - 3):.3g}" for n in range(81)]
    spec = chart(
        220,
        [range_of("log_a", -0.5, -3, 1, 0.05, "factor a ", texts)],
        layer(
            "point",
            {"color": ORANGE, "clip": True, "shape": "square", **points},
            x=across,
            y=axis("plain", value, **room),
        ),
        layer("point", {"color": BLUE, **points}, x=across, y=axis("normalized", value)),
        named("batch norm", last, BLUE, right, dy=-8, x=across, y=axis("normalized", value)),
        plain,
        sentence(told, [{"aggregate": [{"op": "mean", "field": "a", "as": "a"}]}]),
        data=rows,
        transform=calculate(scaled),
    )
    alt = (
        "A slider sets the factor a on the weights, from 0.001 to 10. The orange points, a times w·u, grow and shrink with it. The"
        " blue points, after batch norm, stay where they are, except below 0.01, where epsilon is no longer small beside the"
        " variance and they shrink to 0. A line of text gives the gradient's factor, 1/a."
    )
    return Slider(spec, alt)
