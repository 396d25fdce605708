"""The sliders of chapter 4."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from bnkit.plots.palette import BLUE, INK
from bnkit.plots.slider import Slider, axis, calculate, chart, layer, named, range_of, sentence


def noise_slider(variances: Mapping[int, np.ndarray]) -> Slider:
    """The variances of many batches of one size, which the reader chooses; the population's variance is 1.

    Their mean has an interval, two standard errors to either side: (m − 1)/m lies in most of them, not on the mean.
    """
    rows = [{"m": m, "var": round(float(value), 3)} for m, values in variances.items() for value in values]
    sums = [{"op": op, "field": "var", "as": op} for op in ("mean", "stderr")]
    reach = calculate({"low": "datum.mean - 2 * datum.stderr", "high": "datum.mean + 2 * datum.stderr"})
    mean = [{"aggregate": sums}, *reach]
    told = "'m = ' + pow(2, size) + ': (m − 1)/m = ' + format(1 - 1 / pow(2, size), '.3f')"
    told += " + ', mean ' + format(datum.mean, '.2f') + ' ± ' + format(2 * datum.stderr, '.2f')"
    title, high = "variance of a batch (with divisor m)", {"y": {"value": 34}, "y2": {"value": 140}}
    ticks = {"tooltip": True, "color": BLUE, "opacity": 0.5, "clip": True, "y": 85, "size": 80}
    look, before = {"color": INK, "fontSize": 13, "align": "left", "dx": 6, "y": 10}, {"align": "right", "dx": -6}
    spec = chart(
        140,
        [range_of("size", 3, 1, len(variances), 1, "batch size m ", [str(m) for m in variances])],
        layer("tick", ticks, x=axis("var", title, domain=[0, 4])),
        layer("rule", {"color": INK, "size": 3}, mean, x=axis("mean", title), **high),
        layer("rule", {"color": INK, "size": 5, "y": 34}, mean, x=axis("low", title), x2={"field": "high"}),
        layer("rule", {"color": INK, "strokeDash": [2, 3], "aria": False}, mean, x={"datum": 1}),
        layer("text", look, mean, x={"datum": 1}, text={"value": "population"}),
        layer("text", {**look, **before, "y": 20}, mean, x=axis("mean", title), text={"value": "mean"}),
        sentence(told, mean),
        data=rows,
        transform=[{"filter": "datum.m == pow(2, size)"}],
    )
    alt = (
        "A slider chooses the batch size. Each blue tick is one batch's variance, where the population's is 1; the dark line"
        f" is the mean of the {len(variances[2])}, the bar across it two standard errors to either side. For two examples the ticks"
        " spread from 0 to beyond 4 with a mean near one half; for 128 they lie close around 1."
    )
    return Slider(spec, alt)


def momentum_slider() -> Slider:
    """How a running average follows a jump, and how noisy it is, for a weight of the new batch."""
    after = "1 - pow(1 - momentum, datum.step - 19)"
    before = {"align": "right", "dx": -6}
    band = "0.5 * sqrt(momentum / (2 - momentum))"
    steps = {"truth": "datum.step >= 20 ? 1 : 0", "mean": f"datum.step >= 20 ? {after} : 0"}
    steps |= {"low": f"datum.mean - {band}", "high": f"datum.mean + {band}"}
    across, title, step = axis("step", "step"), "mean", {"interpolate": "step-after"}
    spread: dict[str, Any] = {"y": axis("low", title, domain=[-0.6, 1.6]), "y2": {"field": "high"}}
    jump = {"color": INK, "strokeDash": [6, 4], "strokeWidth": 1.5}
    spec = chart(
        220,
        [range_of("momentum", 0.1, 0.01, 1, 0.01, "momentum ")],
        layer("area", {"color": BLUE, "opacity": 0.25, "clip": True, **step}, x=across, **spread),
        layer("line", {**jump, **step}, x=across, y=axis("truth", title)),
        layer("line", {"color": BLUE, **step}, x=across, y=axis("mean", title)),
        named("running mean", "datum.step == 62", BLUE, x=across, y=axis("low", title), dy=18),
        named("truth", "datum.step == 20", INK, before, x=across, y={"datum": 0.75}),
        data={"sequence": {"start": 0, "stop": 101, "as": "step"}},
        transform=calculate(steps),
    )
    alt = (
        "A slider sets momentum. The dashed line, the mean of the batches, jumps from 0 to 1 at step 20. The blue line"
        " is what the running mean is on average, the band one standard deviation around it. At 0.01 the band is thin and the"
        " line is half way up after 70 steps; at 0.1 it arrives within 40; at 1 it follows at once, and the band is as wide"
        " as a single batch's."
    )
    return Slider(spec, alt)
