"""The figures of chapter 1."""

import numpy as np

from bnkit.plots.palette import DASHED, GOLD, INK, ORANGE
from bnkit.plots.panels import name_ends, plain_numbers
from bnkit.plots.picture import drawn
from bnkit.plots.slider import Slider, axis, calculate, chart, layer, range_of


@drawn(columns=2)
def covariate_shift(panels, train, test, plain: np.ndarray, weighted: np.ndarray, truth) -> str:
    """Training and test examples (each inputs, answers), with the line fitted to the former and the weighted one."""
    densities, fits = panels
    z = np.linspace(-0.5, 2.5, 200)
    for (x, y), colour, name, mark, filled in ((train, INK, "training", "o", 0.25), (test, GOLD, "test", "^", 0.6)):
        densities.hist(x, 25, density=True, color=colour, alpha=filled)
        place = np.mean(x) - (0.3 if name == "training" else 0)
        top = np.histogram(x, 25, density=True)[0].max()
        densities.text(place, 1.03 * top, f"{name} inputs", ha="center", color=colour)
        fits.scatter(x, y, s=10, color=colour, alpha=0.35, marker=mark, linewidth=0)
    fits.plot(z, truth(z), color=INK, linewidth=1, label="truth")
    fits.plot(z, np.polyval(plain, z), linestyle=DASHED, color=INK, label="fitted")
    fits.plot(z, np.polyval(weighted, z), color=GOLD, label="weighted")
    densities.set(xlabel="x", ylabel="density", title="Where the inputs lie")
    densities.set_ylim(top=1.12 * densities.get_ylim()[1])
    fits.set(xlabel="x", ylabel="y", ylim=(-0.9, 1.6), xlim=(-0.5, 2.5), title="What is fitted")
    plain_numbers(fits)
    name_ends(fits)
    return (
        "Left: training inputs lie around 1, test inputs around 1.8, and they overlap. Right: the truth is a curve that falls,"
        " goes below zero and rises again. The line fitted to the training examples falls steeply through the test examples;"
        f" its slope is {plain[0]:.2f}. The weighted line, of slope {weighted[0]:.2f}, runs through the test examples."
    )


@drawn(width=6.5)
def percentiles(panels, activations: np.ndarray) -> str:
    """The 15th, 50th and 85th percentile of one unit's input over time; `activations` has a row for each step."""
    (panel,) = panels
    ordered = np.sort(activations, axis=1)
    low, middle, high = (ordered[:, round(share * (ordered.shape[1] - 1))] for share in (0.15, 0.5, 0.85))
    steps = np.arange(len(activations))
    panel.fill_between(steps, low, high, color=ORANGE, alpha=0.2, linewidth=0)
    named = (high, DASHED, "85th percentile"), (middle, "-", "median"), (low, DASHED, "15th percentile")
    for curve, line, name in named:
        panel.plot(steps, curve, color=ORANGE, linestyle=line, label=name, linewidth=2 if name == "median" else 1.2)
    panel.set(xlabel="step", ylabel="input of the unit", xlim=(0, steps[-1]))
    plain_numbers(panel)
    name_ends(panel)
    return (
        "A band that changes place and width over the steps: the median of the unit's input goes from"
        f" {middle[0]:.1f} to {middle[-1]:.1f}, and the distance from the 15th to the 85th percentile from"
        f" {high[0] - low[0]:.1f} to {high[-1] - low[-1]:.1f}."
    )


def weighting_slider(x: np.ndarray, y: np.ndarray) -> Slider:
    """Training examples weighted for a test density whose mean the reader moves, and the line fitted to them."""
    ratio = "exp(-pow((datum.x - center) / 0.3, 2) / 2 + pow((datum.x - 1) / 0.5, 2) / 2)"
    products = {"wx": "datum.w * datum.x", "wy": "datum.w * datum.y"}
    products |= {"wxx": "datum.wx * datum.x", "wxy": "datum.wx * datum.y"}
    sums = [{"op": "sum", "field": field, "as": field} for field in ("w", *products)]
    slope = "(datum.w * datum.wxy - datum.wx * datum.wy) / (datum.w * datum.wxx - datum.wx * datum.wx)"
    at = "(datum.wy + datum.slope * (datum.w * datum.{0} - datum.wx)) / datum.w".format
    line = {"slope": slope, "left": -0.2, "right": 2.6, "at_left": at("left"), "at_right": at("right")}
    points = layer(
        "circle",
        {"color": INK, "opacity": 0.4, "tooltip": True},
        x=axis("x", "x", domain=[-0.4, 2.8]),
        y=axis("y", "y", domain=[-0.8, 1.4]),
        size=axis("w", "weight", range=[4, 400]) | {"legend": None},
    )
    ends = {"x": axis("left", "x"), "x2": {"field": "right"}, "y": axis("at_left", "y"), "y2": {"field": "at_right"}}
    fitted = layer("rule", {"color": GOLD, "size": 3, "clip": True}, [{"aggregate": sums}, *calculate(line)], **ends)
    rows = [{"x": round(float(a), 3), "y": round(float(b), 3)} for a, b in zip(x, y, strict=True)]
    curve = {"data": {"sequence": {"start": -0.4, "stop": 2.8, "step": 0.05, "as": "x"}}}
    sinc = calculate({"y": "datum.x == 0 ? 1 : sin(PI * datum.x) / (PI * datum.x)"})
    truth = layer("line", {"color": INK, "strokeWidth": 1}, sinc, x=axis("x", "x"), y=axis("y", "y")) | curve
    near = [*calculate({"center": "center"}), {"aggregate": [{"op": "mean", "field": "center", "as": "center"}]}]
    where = layer("rule", {"color": GOLD, "strokeDash": [2, 3]}, near, x=axis("center", "x"))
    look = {"color": GOLD, "fontSize": 13, "align": "left", "dx": 6, "y": 10}
    name = layer("text", look, near, x=axis("center", "x"), text={"value": "test inputs"})
    center = range_of("center", 1.8, 0.4, 1.9, 0.05, "mean of the test inputs ")
    spec = chart(
        240, [center], truth, points, fitted, where, name, data=rows, transform=calculate({"w": ratio, **products})
    )
    alt = (
        "A slider moves the mean of the test inputs, a dotted line. Training examples near it grow, the others shrink, and the"
        " fitted line turns to follow the curve there: steep on the left, nearly level around x = 1.5 and beyond."
    )
    return Slider(spec, alt)
