"""The slider of chapter 5."""

import numpy as np

from bnkit.plots.palette import BLUE, ORANGE
from bnkit.plots.slider import Slider, at, axis, calculate, chart, layer, named, range_of, sentence

REACH = 6.5  # of the values that are shown, up and down: those at the largest factor


def scale_slider(z: np.ndarray) -> Slider:
    """What a factor a on the weights does to batch norm's output and to s, for one feature's values z.

    s = 1/√(a²σ² + ε) is what a gradient that is at a right angle to 1 and to x̂ is multiplied by on its way back.
    """
    mean, var = float(z.mean()), float(z.var())
    rows = [{"z": round(float(value), 3)} for value in z]
    scaled = {"a": "pow(10, log_a)", "plain": "datum.a * datum.z"}
    scaled["normalized"] = f"(datum.plain - datum.a * {mean:.4f}) / sqrt(datum.a * datum.a * {var:.4f} + 1e-5)"
    told = "'a = ' + format(datum.a, '.3~g') + ': s × ' + format(datum.s, ',.3~r') + ', 1/a = ' + format(1 / datum.a, ',.3~r')"
    grown = f"sqrt(({var:.4f} + 1e-5) / (datum.a * datum.a * {var:.4f} + 1e-5))"
    most = max(row["z"] for row in rows)
    across = axis("z", "w·u at a = 1", domain=[min(row["z"] for row in rows) - 0.2, most + 1.8], nice=False)
    value, room = "a·w·u, and after batch norm", {"domain": [-REACH, REACH], "nice": False}
    points = {"tooltip": True, "filled": True, "opacity": 0.7}
    right, last = {"align": "left", "dx": 9}, f"datum.z == {most}"
    one = [{"aggregate": [{"op": "mean", "field": "a", "as": "a"}]}, *calculate({"s": grown})]
    texts = [f"{10 ** (n / 20 - 3):.3g}" for n in range(71)]
    spec = chart(
        220,
        [range_of("log_a", -0.5, -3, 0.5, 0.05, "factor a ", texts)],
        layer(
            "point",
            {"color": ORANGE, "clip": True, "shape": "square", **points},
            x=across,
            y=axis("plain", value, **room) | at((-6, -3, 0, 3, 6)),
        ),
        layer("point", {"color": BLUE, **points}, x=across, y=axis("normalized", value)),
        named("batch norm", last, BLUE, right, dy=-8, x=across, y=axis("normalized", value)),
        named("plain", last, ORANGE, right, dy=10, x=across, y=axis("plain", value)),
        sentence(told, one),
        data=rows,
        transform=calculate(scaled),
    )
    alt = (
        "A slider sets the factor a on the weights, from 0.001 to 3.16. The orange points, a times w·u, grow and shrink with it. The"
        " blue points, after batch norm, stay where they are, except below 0.01, where epsilon is no longer small beside the"
        " variance and they shrink. A line of text says how many times s, and so the gradient, is as large as at a = 1: 1/a times,"
        f" but at 0.001 only {np.sqrt((var + 1e-5) / (1e-6 * var + 1e-5)):.0f} times."
    )
    return Slider(spec, alt)
