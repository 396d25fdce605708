"""The figures of chapter 1."""

import numpy as np
from matplotlib import rc_context

from bnkit.plots.slider import Slider, axis, calculate, chart, layer, range_of
from bnkit.plots.style import BLUE, INK, ORANGE, STYLE, Picture, axes


@rc_context(STYLE)
def covariate_shift(train, test, plain: np.ndarray, weighted: np.ndarray, truth) -> Picture:
    """Training and test examples (each inputs, answers), with the line fitted to the former and the weighted one."""
    figure, (densities, fits) = axes(2)
    z = np.linspace(-0.5, 2.8, 200)
    for (x, y), colour, name, mark in ((train, ORANGE, "training", "o"), (test, BLUE, "test", "^")):
        densities.hist(x, 25, density=True, color=colour, alpha=0.6, label=f"{name} inputs")
        fits.scatter(x, y, s=8, color=colour, alpha=0.4, marker=mark)
    fits.plot(z, truth(z), color=INK, linewidth=1, label="truth")
    fits.plot(z, np.polyval(plain, z), "--", color=ORANGE, label="fitted to training examples")
    fits.plot(z, np.polyval(weighted, z), color=BLUE, label="weighted")
    densities.set(xlabel="x", ylabel="density", title="Where the inputs lie")
    fits.set(xlabel="x", ylabel="y", ylim=(-0.8, 1.6), title="What is fitted")
    densities.legend(frameon=False)
    fits.legend(frameon=False, fontsize=9)
    alt = (
        "Left: training inputs lie around 1, test inputs around 1.8, and they overlap. Right: the truth is a curve that falls,"
        " goes below zero and rises again. The line fitted to the training examples falls steeply through the test examples;"
        f" its slope is {plain[0]:.2f}. The weighted line, of slope {weighted[0]:.2f}, runs through the test examples."
    )
    return Picture(figure, alt, "Training examples are orange circles, test examples blue triangles.")


@rc_context(STYLE)
def percentiles(activations: np.ndarray) -> Picture:
    """The 15th, 50th and 85th percentile of one unit's input over time; `activations` has a row for each step."""
    ordered = np.sort(activations, axis=1)
    low, middle, high = (ordered[:, round(share * (ordered.shape[1] - 1))] for share in (0.15, 0.5, 0.85))
    figure, (panel,) = axes(1, width=6)
    steps = np.arange(len(activations))
    panel.fill_between(steps, low, high, color=BLUE, alpha=0.25, label="15th to 85th percentile")
    panel.plot(steps, middle, color=BLUE, label="median")
    panel.set(xlabel="step", ylabel="input of the unit")
    panel.legend(frameon=False)
    alt = (
        "A band that changes place and width over the steps: the median of the unit's input goes from"
        f" {middle[0]:.1f} to {middle[-1]:.1f}, and the distance from the 15th to the 85th percentile from"
        f" {high[0] - low[0]:.1f} to {high[-1] - low[-1]:.1f}."
    )
    return Picture(figure, alt, "What one unit receives, while the weights below it take random steps.")


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
        {"color": ORANGE, "opacity": 0.6},
        x=axis("x", "x", domain=[-0.4, 2.8]),
        y=axis("y", "y", domain=[-0.8, 1.4]),
        size=axis("w", "weight", range=[4, 400]) | {"legend": None},
    )
    ends = {"x": axis("left", "x"), "x2": {"field": "right"}, "y": axis("at_left", "y"), "y2": {"field": "at_right"}}
    fitted = layer("rule", {"color": BLUE, "size": 3, "clip": True}, [{"aggregate": sums}, *calculate(line)], **ends)
    rows = [{"x": round(float(a), 3), "y": round(float(b), 3)} for a, b in zip(x, y, strict=True)]
    center = range_of("center", 1.8, 0.4, 1.9, 0.05, "mean of the test inputs ")
    spec = chart(240, [center], points, fitted, data=rows, transform=calculate({"w": ratio, **products}))
    alt = (
        "A slider moves the mean of the test inputs. Training examples near it grow, the others shrink, and the fitted line"
        " turns to follow the curve there: steep on the left, nearly level around x = 1.5 and beyond."
    )
    return Slider(spec, alt)
