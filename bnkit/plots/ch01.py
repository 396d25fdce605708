"""The figures of chapter 1."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from bnkit.plots.palette import DASHED, GOLD, INK, ORANGE
from bnkit.plots.panels import name_ends, plain_numbers
from bnkit.plots.picture import drawn
from bnkit.plots.slider import Slider, at, axis, calculate, chart, layer, named, range_of


@drawn(columns=2)
def covariate_shift(panels, train, test, plain: np.ndarray, weighted: np.ndarray, truth) -> str:
    """Training and test examples (each inputs, answers), with the line fitted to the former and the weighted one."""
    densities, fits = panels
    z = np.linspace(-0.5, 2.5, 200)
    looks = (INK, "training\ninputs", -0.35, "o", 0.3, (0.6, 0.95)), (GOLD, "test inputs", 0, "^", 0.6, (1.9, 0.5))
    for (x, y), (colour, name, aside, mark, filled, beside) in zip((train, test), looks, strict=True):
        densities.hist(x, 25, density=True, color=colour, alpha=filled)
        densities.hist(x, 25, density=True, color=colour, histtype="step")
        top = np.histogram(x, 25, density=True)[0].max()
        densities.text(np.mean(x) + aside, 1.03 * top, name, ha="center", color=colour, linespacing=1.1)
        fits.scatter(x, y, s=10, color=colour, alpha=0.35, marker=mark, linewidth=0)
        fits.text(*beside, name.split()[0], color=colour)
    fits.plot(z, truth(z), color=INK, linewidth=1, label="truth")
    fits.plot(z, np.polyval(plain, z), linestyle=DASHED, color=INK, label="unweighted")
    fits.plot(z, np.polyval(weighted, z), color=GOLD, label="weighted")
    densities.set(xlabel="x", ylabel="density", title="Where the inputs lie")
    densities.set_ylim(top=1.12 * densities.get_ylim()[1])
    fits.set(xlabel="x", ylabel="y", ylim=(-0.9, 1.6), xlim=(-0.5, 2.5), title="What is fitted")
    plain_numbers(fits)
    name_ends(fits)
    return (
        "Left: training inputs lie around 1, test inputs around 1.8, and they overlap. Right: the truth is a curve that falls,"
        " goes below zero and rises again. The unweighted line, fitted to the training examples as they are, falls steeply through"
        f" the test examples; its slope is {plain[0]:.2f}."
        f" The weighted line, of slope {weighted[0]:.2f}, runs through the test examples."
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
    panel.set(xlabel="step", ylabel="input of the unit", xlim=(0, len(activations)))
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
    rows = [{"x": round(float(a), 3), "y": round(float(b), 3)} for a, b in zip(x, y, strict=True)]
    points = layer(
        "circle",
        {"color": INK, "opacity": 0.4, "tooltip": True},
        x=axis("x", "x", domain=[-1.1, 3.2]),
        y=axis("y", "y", domain=[-1.1, 1.4]) | at((-1, -0.5, 0, 0.5, 1)),
        size=axis("w", "weight", range=[4, 400]) | {"legend": None},
    )
    near = [*calculate({"center": "center"}), {"aggregate": [{"op": "mean", "field": "center", "as": "center"}]}]
    where = layer("rule", {"color": GOLD, "strokeDash": [2, 3]}, near, x=axis("center", "x"))
    look = {"color": GOLD, "fontSize": 13, "y": 10, "lineBreak": "\n"}
    look |= {"align": {"expr": "center > 1.2 ? 'right' : 'left'"}, "dx": {"expr": "center > 1.2 ? -6 : 6"}}
    name = layer("text", look, near, x=axis("center", "x"), text={"value": "mean of the\ntest inputs"})
    spec = chart(
        260,
        [range_of("center", 1.8, 0.4, 2.1, 0.05, "mean of the test inputs ")],
        *(*_truth(), points, *_unweighted(x, y), *_weighted(products), where, name),
        data=rows,
        transform=calculate({"w": ratio, **products}),
    )
    alt = (
        "A slider moves the mean of the test inputs, a dotted line. Training examples near it grow, the others shrink, and the"
        " weighted line turns to follow the curve there: steep on the left, nearly level around x = 1.5 and beyond. A dashed"
        " line, fitted without weights, stays."
    )
    return Slider(spec, alt)


FROM, TO = -0.2, 2.1  # where the lines end, which is where the training inputs do
LINE: dict[str, Any] = {
    "x": axis("left", "x"),
    "x2": {"field": "right"},
    "y": axis("at_left", "y"),
    "y2": {"field": "at_right"},
}
BEHIND = {"align": "left", "dx": 6}


def _truth() -> list[dict]:
    """The curve sin(πx)/(πx), and its name."""
    source = {"data": {"sequence": {"start": -0.25, "stop": 2.77, "step": 0.05, "as": "x"}}}
    sinc = calculate({"y": "datum.x == 0 ? 1 : sin(PI * datum.x) / (PI * datum.x)"})
    place: dict[str, Any] = {"x": axis("x", "x"), "y": axis("y", "y")}
    name = named("truth", "datum.x > 2.72", INK, BEHIND, **place)
    name["transform"] = [*sinc, *name["transform"]]
    return [layer("line", {"color": INK, "strokeWidth": 1}, sinc, **place) | source, name | source]


def _unweighted(x: np.ndarray, y: np.ndarray) -> list[dict]:
    """The line of least squares, and its name."""
    ends = dict(zip(("at_left", "at_right"), np.polyval(np.polyfit(x, y, 1), (FROM, TO)), strict=True))
    source = {"data": {"values": [{"left": FROM, "right": TO, **ends}]}}
    line = layer("rule", {"color": INK, "size": 2, "strokeDash": [6, 4]}, **LINE)
    name = named("unweighted", "true", INK, BEHIND, x=axis("right", "x"), y=axis("at_right", "y"))
    return [line | source, name | source]


def _weighted(products: Mapping[str, str]) -> list[dict]:
    """The line of weighted least squares from the sums of these products, and its name."""
    sums = [{"op": "sum", "field": field, "as": field} for field in ("w", *products)]
    slope = "(datum.w * datum.wxy - datum.wx * datum.wy) / (datum.w * datum.wxx - datum.wx * datum.wx)"
    height = "(datum.wy + datum.slope * (datum.w * datum.{0} - datum.wx)) / datum.w".format
    line = {"slope": slope, "left": FROM, "right": TO, "at_left": height("left"), "at_right": height("right")}
    solved = [{"aggregate": sums}, *calculate(line)]
    name = named("weighted", "true", GOLD, {"align": "right", "dx": -6}, x=LINE["x"], y=LINE["y"])
    return [layer("rule", {"color": GOLD, "size": 3, "clip": True}, solved, **LINE), name | {"transform": solved}]
