"""The book's figures. They take the page's text colour, and say in words what they show."""

import html
import io
import itertools
import json
import re
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

INK = "#010203"
BLUE, ORANGE, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#8f4f9f"
COLOURS = {"blue": BLUE, "orange": ORANGE, "green": GREEN, "purple": PURPLE}  # book.css has lighter ones for dark pages
STYLE = (
    {
        "figure.constrained_layout.use": True,
        "svg.fonttype": "none",
        "svg.hashsalt": "bnkit",
        "font.size": 11,
        "font.family": "sans-serif",
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    | {f"{part}.color": INK for part in ("text", "xtick", "ytick")}
    | {"axes.labelcolor": INK, "axes.edgecolor": INK}
)
numbers = itertools.count()


class Picture:
    """A figure as an SVG of the page: `alt` for who cannot see it, `caption` below it for everybody."""

    def __init__(self, figure: Figure, alt: str, caption: str = ""):
        self.figure, self.alt, self.caption = figure, alt, caption

    def _repr_html_(self) -> str:
        buffer = io.StringIO()
        self.figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        svg = buffer.getvalue()
        svg = svg[svg.index("<svg") :].replace(INK, "currentColor")
        for name, colour in COLOURS.items():
            svg = svg.replace(colour, f"var(--plot-{name}, {colour})")
        svg = _own_ids(svg, f"plot{next(numbers)}-")
        svg = svg.replace("<svg", f'<svg role="img" aria-label="{html.escape(self.alt)}"', 1)
        size = "wide" if self.figure.get_figwidth() > 8 else "narrow"
        caption = f"<figcaption>{self.caption}</figcaption>" if self.caption else ""
        return f'<figure class="plot {size}">{svg}{caption}</figure>'


def _own_ids(svg: str, prefix: str) -> str:
    """Ids that no other figure of the page has."""
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}", svg)


class Slider:
    """A Vega-Lite chart that the reader's browser computes anew as a slider moves."""

    def __init__(self, spec: Mapping, alt: str):
        self.spec, self.alt = {**spec, "description": alt}, alt

    def _repr_html_(self) -> str:
        target = f"slider{next(numbers)}"
        text = json.dumps(self.spec).replace("</", "<\\/")
        return (
            f'<div class="slider" id="{target}" role="figure" aria-label="{html.escape(self.alt)}"></div>'
            f'<script type="application/json" class="vega-lite" data-target="{target}">{text}</script>'
        )


def axes(columns: int, width: float = 9.0, height: float = 3.0, **how) -> tuple[Figure, Sequence]:
    """A figure with its axes side by side, in the book's style."""
    figure = Figure(figsize=(width, height))
    return figure, np.atleast_1d(figure.subplots(1, columns, **how))


def sigmoid(z):
    """1 / (1 + exp(−z))."""
    return 1 / (1 + np.exp(-z))


def slope(z):
    """The sigmoid's derivative, σ(z)·(1 − σ(z))."""
    return sigmoid(z) * (1 - sigmoid(z))


@rc_context(STYLE)
def saturation(x: np.ndarray, x_hat: np.ndarray) -> Picture:
    """The values of a feature before and after normalization, under the sigmoid's slope."""
    figure, panels = axes(2, sharey=True)
    z = np.linspace(-10, 4, 400)
    for panel, values, title, colour in zip(
        panels, (x, x_hat), ("as it comes", "normalized"), (ORANGE, BLUE), strict=True
    ):
        panel.hist(values, 30, density=True, color=colour, alpha=0.6, label="density of the input")
        panel.plot(z, slope(z), color=INK, label="slope of the sigmoid")
        panel.set(title=f"{title}: mean slope {slope(values).mean():.4f}", xlabel="input of the sigmoid")
    panels[0].legend(loc="upper right", frameon=False)
    alt = (
        "Two histograms under the bell-shaped slope of the sigmoid. On the left the inputs lie around −6, where the slope is"
        f" nearly zero: its mean over them is {slope(x).mean():.4f}. On the right, normalized, they lie around 0 under the top"
        f" of the slope: its mean is {slope(x_hat).mean():.4f}."
    )
    return Picture(figure, alt, "Where a feature's values lie, and the slope that the sigmoid has there.")


@rc_context(STYLE)
def decorrelation(x: np.ndarray) -> Picture:
    """Two correlated features: as they come, each standardized, and whitened."""
    centered = x - x.mean(axis=0)
    U, _, V = np.linalg.svd(centered, full_matrices=False)
    clouds = {"as they come": x, "each normalized": centered / x.std(axis=0), "whitened": np.sqrt(len(x)) * U @ V}
    figure, panels = axes(3)
    correlations = []
    for panel, (title, cloud), colour in zip(panels, clouds.items(), (ORANGE, BLUE, GREEN), strict=True):
        correlations.append(np.corrcoef(cloud.T)[0, 1])
        panel.scatter(*cloud.T, s=8, color=colour, alpha=0.6)
        panel.set(
            title=f"{title}: ρ = {abs(correlations[-1]):.2f}",
            xlabel="feature 0",
            xlim=(-7, 7),
            ylim=(-5, 5),
            xticks=range(-6, 7, 2),
        )
        panel.set_aspect("equal")
    panels[0].set_ylabel("feature 1")
    alt = (
        "Three scatter plots of the same 300 examples. As they come, the two features form a tilted ellipse with correlation"
        f" {correlations[0]:.2f}. Each normalized, the cloud is centred and as wide as high, still tilted, with the same"
        " correlation. Whitened, it is round, with correlation 0."
    )
    return Picture(
        figure, alt, "Normalizing each feature fixes its mean and variance. Only whitening removes the correlation ρ."
    )


def moments(x: np.ndarray) -> tuple[float, float]:
    """Skewness and excess kurtosis."""
    z = (x - x.mean()) / x.std()
    return float((z**3).mean()), float((z**4).mean() - 3)


@rc_context(STYLE)
def shapes(x: np.ndarray, x_hat: np.ndarray) -> Picture:
    """A skewed feature before and after normalization."""
    figure, panels = axes(2)
    for panel, values, title, colour in zip(
        panels, (x, x_hat), ("as it comes", "normalized"), (ORANGE, BLUE), strict=True
    ):
        skew, kurtosis = moments(values)
        panel.hist(values, 50, color=colour, alpha=0.7)
        panel.set(title=f"{title}: skew {skew:.2f}, kurtosis {kurtosis:.2f}", xlabel="value", ylabel="examples")
    skew, kurtosis = moments(x)
    alt = (
        "Two histograms of the same shape, a steep rise and a long tail to the right. Only the axis differs: the normalized"
        f" one has mean 0 and variance 1. Skewness {skew:.2f} and excess kurtosis {kurtosis:.2f} are the same in both."
    )
    return Picture(figure, alt, "Normalization moves and stretches the axis. The shape stays.")


def saturation_slider() -> Slider:
    """The share of inputs from N(mean, 1) at which the sigmoid's slope is below 0.05, as the mean moves."""
    area = {"calculate": "exp(-pow(datum.z - mean, 2) / 2) / sqrt(2 * PI)", "as": "density"}
    steep = {"calculate": "exp(-datum.z) / pow(1 + exp(-datum.z), 2)", "as": "slope"}
    spec = {
        "width": "container",
        "height": 220,
        "data": {"sequence": {"start": -12, "stop": 12, "step": 0.05, "as": "z"}},
        "params": [
            {
                "name": "mean",
                "value": -6,
                "bind": {"input": "range", "min": -8, "max": 8, "step": 0.25, "name": "mean of the input "},
            }
        ],
        "transform": [area, steep, {"calculate": "datum.slope < 0.05 ? datum.density * 0.05 : 0", "as": "flat"}],
        "layer": [
            {
                "mark": {"type": "area", "color": ORANGE, "opacity": 0.5},
                "encoding": {"x": _axis("z", "input of the sigmoid"), "y": _axis("density", "density, slope")},
            },
            {
                "mark": {"type": "line", "color": BLUE},
                "encoding": {"x": _axis("z", "input of the sigmoid"), "y": _axis("slope", "density, slope")},
            },
            {
                "transform": [
                    {"aggregate": [{"op": "sum", "field": "flat", "as": "share"}]},
                    {
                        "calculate": "'slope below 0.05 for ' + format(datum.share, '.0%') + ' of the inputs'",
                        "as": "told",
                    },
                ],
                "mark": {
                    "type": "text",
                    "x": {"expr": "width - 5"},
                    "y": 10,
                    "align": "right",
                    "fontSize": 14,
                    "color": INK,
                },
                "encoding": {"text": {"field": "told"}},
            },
        ],
    }
    alt = (
        "A slider moves the mean of a normal density (orange) along the sigmoid's input, under the sigmoid's slope (blue). The"
        " text gives the share of inputs where the slope is below 0.05: small near mean 0, nearly all at −6 or 6."
    )
    return Slider(spec, alt)


def _axis(field: str, title: str) -> dict:
    return {"field": field, "type": "quantitative", "title": title}


def affine_slider(x_hat: np.ndarray) -> Slider:
    """A normalized batch, scaled by gamma and shifted by beta, through the sigmoid."""

    out = "1 / (1 + exp(-datum.y))"
    places = {
        "x": _axis("y", "y = gamma · x_hat + beta") | {"scale": {"domain": [-12, 12]}},
        "y": _axis("out", "sigmoid of y") | {"scale": {"domain": [0, 1]}},
    }
    spec = {
        "width": "container",
        "height": 220,
        "params": [_range("gamma", 1, -5, 5, 0.1, "gamma "), _range("beta", 0, -5, 5, 0.1, "beta ")],
        "layer": [
            {
                "data": {"sequence": {"start": -12, "stop": 12, "step": 0.1, "as": "y"}},
                "transform": _calculate({"out": out}),
                "mark": {"type": "line", "color": ORANGE, "strokeWidth": 1},
                "encoding": places,
            },
            {
                "data": {"values": [{"x_hat": round(float(value), 3)} for value in x_hat]},
                "transform": _calculate({"y": "gamma * datum.x_hat + beta", "out": out}),
                "mark": {"type": "circle", "color": BLUE, "size": 40, "opacity": 0.6, "clip": True},
                "encoding": places,
            },
        ],
    }
    alt = (
        "Two sliders set gamma and beta. The points of a normalized batch move along the sigmoid: gamma spreads them, beta"
        " shifts them, from its nearly straight middle into either flat end."
    )
    return Slider(spec, alt)


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
    slope_ = "(datum.w * datum.wxy - datum.wx * datum.wy) / (datum.w * datum.wxx - datum.wx * datum.wx)"
    line = {"slope": slope_, "left": -0.2, "right": 2.6}
    line |= {
        f"at_{end}": f"(datum.wy + datum.slope * (datum.w * datum.{end} - datum.wx)) / datum.w"
        for end in ("left", "right")
    }
    scale = {"x": {"domain": [-0.4, 2.8]}, "y": {"domain": [-0.8, 1.4]}}
    spec = {
        "width": "container",
        "height": 240,
        "data": {"values": [{"x": round(float(a), 3), "y": round(float(b), 3)} for a, b in zip(x, y, strict=True)]},
        "params": [_range("center", 1.8, 0.4, 1.9, 0.05, "mean of the test inputs ")],
        "transform": _calculate({"w": ratio, **products}),
        "layer": [
            {
                "mark": {"type": "circle", "color": ORANGE, "opacity": 0.6},
                "encoding": {
                    "x": _axis("x", "x") | {"scale": scale["x"]},
                    "y": _axis("y", "y") | {"scale": scale["y"]},
                    "size": _axis("w", "weight") | {"scale": {"range": [4, 400]}, "legend": None},
                },
            },
            {
                "transform": [{"aggregate": sums}, *_calculate(line)],
                "mark": {"type": "rule", "color": BLUE, "size": 3, "clip": True},
                "encoding": {
                    "x": _axis("left", "x"),
                    "x2": {"field": "right"},
                    "y": _axis("at_left", "y"),
                    "y2": {"field": "at_right"},
                },
            },
        ],
    }
    alt = (
        "A slider moves the mean of the test inputs. Training examples near it grow, the others shrink, and the fitted line"
        " turns to follow the curve there: steep on the left, nearly level around x = 1.5 and beyond."
    )
    return Slider(spec, alt)


def _calculate(fields: Mapping) -> list[dict]:
    return [{"calculate": str(text), "as": name} for name, text in fields.items()]


def _range(name: str, value: float, low: float, high: float, step: float, label: str) -> dict:
    return {
        "name": name,
        "value": value,
        "bind": {"input": "range", "min": low, "max": high, "step": step, "name": label},
    }


NODES = {"x": (0, 0), "mean": (1.6, 1.5), "var": (4.0, 1.5), "x_hat": (5.6, 0), "y": (7, 0), "loss": (8.2, 0)}
NODES |= {"gamma": (6.5, -1), "beta": (7.5, -1)}
ARROWS = [
    ("x", "x_hat", BLUE, "inv_std", (2.8, -0.22)),
    ("x", "var", ORANGE, "2 (x − mean) / m", (1.75, 0.32)),
    ("var", "x_hat", ORANGE, "−½ (x − mean) inv_std³", (5.95, 1.0)),
    ("x", "mean", GREEN, "1/m", (0.5, 0.9)),
    ("mean", "x_hat", GREEN, "−inv_std", (3.9, 0.35)),
    ("mean", "var", INK, "0", (2.8, 1.68)),
    ("x_hat", "y", INK, "gamma", (6.35, 0.2)),
    ("gamma", "y", INK, "x_hat", (6.4, -0.5)),
    ("beta", "y", INK, "1", (7.45, -0.5)),
    ("y", "loss", INK, "dy", (7.55, 0.2)),
]


@rc_context(STYLE)
def graph() -> Picture:
    """The forward pass of one feature as a graph, with the derivative along each arrow."""
    figure, (panel,) = axes(1, height=3.6)
    for name, place in NODES.items():
        panel.text(*place, name, ha="center", va="center", family="monospace", fontsize=14)
    for start, end, colour, derivative, place in ARROWS:
        arrow = {"arrowstyle": "->", "color": colour, "linewidth": 1.8, "shrinkA": 24, "shrinkB": 24}
        panel.annotate("", NODES[end], NODES[start], arrowprops=arrow)
        panel.text(*place, derivative, ha="center", va="center", fontsize=9.5)
    panel.set(xlim=(-0.4, 8.6), ylim=(-1.3, 1.9))
    panel.axis("off")
    steps = "; ".join(f"{start} to {end}, derivative {derivative}" for start, end, _, derivative, _ in ARROWS)
    caption = (
        "The forward pass, with the derivative along each arrow. Each coloured arrow out of x is a way back to it."
    )
    return Picture(figure, f"A graph with these arrows: {steps}.", caption)


@rc_context(STYLE)
def gradient_check(h: np.ndarray, central: np.ndarray, forward: np.ndarray) -> Picture:
    """The error of two numerical derivatives against the step."""
    figure, (panel,) = axes(1, width=6)
    panel.loglog(h, np.maximum(forward, 1e-16), "--", color=ORANGE, label="(f(x + h) − f(x)) / h")
    panel.loglog(h, np.maximum(central, 1e-16), color=BLUE, label="(f(x + h) − f(x − h)) / 2h")
    panel.set(xlabel="step h", ylabel="error")
    panel.legend(frameon=False)
    alt = (
        "Two curves of error against step, both like a V. From the right the central difference falls twice as steeply as"
        f" the one-sided one, to {central.min():.0e} near h = {h[central.argmin()]:.0e}; for smaller steps both rise again,"
        " with rounding."
    )
    return Picture(figure, alt, "The error of two numerical derivatives of the sine at 1.")


@rc_context(STYLE)
def growing_bias(history: Sequence) -> Picture:
    """A bias and the loss over the steps of a descent that takes the batch's mean for a constant."""
    bias, loss = np.array(history).T
    figure, panels = axes(2)
    for panel, values, name, colour in zip(panels, (bias, loss), ("bias", "loss"), (ORANGE, BLUE), strict=True):
        panel.plot(values, color=colour)
        panel.set(xlabel="step", ylabel=name)
    panels[1].set(ylim=(0, 1.4 * loss.max()))
    alt = (
        f"Left, the bias grows in a straight line from 0 to {bias[-1]:.0f} in {len(bias)} steps. Right, the loss stays at"
        f" {loss[-1]:.2f} from the first step to the last."
    )
    return Picture(figure, alt, "Gradient descent with the mean taken for a constant: the bias grows, the loss stays.")


@rc_context(STYLE)
def depth(plain: Mapping[str, Sequence], normalized: Mapping[str, Sequence]) -> Picture:
    """The size of the values after each layer, for networks of different scales, without and with normalization."""
    figure, panels = axes(2, sharey=True)
    for panel, curves, title in zip(panels, (plain, normalized), ("plain", "normalized in each layer"), strict=True):
        for (name, sizes), colour, line in zip(curves.items(), (ORANGE, INK, BLUE), ("--", "-", "-."), strict=True):
            panel.semilogy(np.arange(1, len(sizes) + 1), sizes, line, color=colour, label=name)
        panel.set(title=title, xlabel="layer")
    panels[0].set_ylabel("mean absolute value")
    panels[1].legend(title="weights", frameon=False, loc="lower right")
    ends = ", ".join(f"{sizes[-1]:.0e} where the weights are {name}" for name, sizes in plain.items())
    alt = (
        f"Two panels, layer against size of the values, logarithmic. Plain, three lines fan out: after the last layer {ends}."
        " Normalized in each layer, the three lines lie on each other and are level."
    )
    return Picture(figure, alt, "Thirty random layers, with weights of three scales.")


def noise_slider(variances: Mapping[int, np.ndarray]) -> Slider:
    """The variances of many batches of one size, which the reader chooses; the population's variance is 1."""
    rows = [{"m": m, "var": round(float(value), 3)} for m, values in variances.items() for value in values]
    chosen = {"filter": "datum.m == pow(2, size)"}
    mean = {"aggregate": [{"op": "mean", "field": "var", "as": "mean"}]}
    told = "'m = ' + pow(2, size) + ': mean ' + format(datum.mean, '.2f')"
    told += " + ', times m/(m − 1): ' + format(datum.mean * pow(2, size) / (pow(2, size) - 1), '.2f')"
    place = _axis("var", "variance of a batch, divided by m") | {"scale": {"domain": [0, 4]}}
    spec = {
        "width": "container",
        "height": 140,
        "data": {"values": rows},
        "params": [_range("size", 3, 1, len(variances), 1, "batch size, as a power of 2 ")],
        "transform": [chosen],
        "layer": [
            {
                "mark": {"type": "tick", "color": BLUE, "opacity": 0.5, "clip": True, "y": 85, "size": 80},
                "encoding": {"x": place},
            },
            {
                "transform": [mean],
                "mark": {"type": "rule", "color": ORANGE, "size": 3},
                "encoding": {"x": _axis("mean", "variance of a batch, divided by m")},
            },
            {
                "transform": [mean, {"calculate": told, "as": "told"}],
                "mark": {"type": "text", "color": INK, "fontSize": 14, "align": "right"}
                | {"x": {"expr": "width - 5"}, "y": 14},
                "encoding": {"text": {"field": "told"}},
            },
        ],
    }
    alt = (
        "A slider chooses the batch size. Each blue tick is one batch's variance, where the population's is 1; the orange"
        " line is their mean. For two examples the ticks spread from 0 to beyond 4 with a mean near one half; for 128 they"
        " lie close around 1."
    )
    return Slider(spec, alt)


def momentum_slider() -> Slider:
    """How a running average follows a jump, and how noisy it is, for a weight of the new batch."""
    after = "1 - pow(1 - momentum, datum.step - 19)"
    band = "0.5 * sqrt(momentum / (2 - momentum))"
    steps = {"truth": "datum.step >= 20 ? 1 : 0", "mean": f"datum.step >= 20 ? {after} : 0"}
    steps |= {"low": f"datum.mean - {band}", "high": f"datum.mean + {band}"}
    across = _axis("step", "step")
    spec = {
        "width": "container",
        "height": 220,
        "data": {"sequence": {"start": 0, "stop": 101, "as": "step"}},
        "params": [_range("momentum", 0.1, 0.01, 1, 0.01, "momentum ")],
        "transform": _calculate(steps),
        "layer": [
            {
                "mark": {"type": "area", "color": BLUE, "opacity": 0.25, "clip": True},
                "encoding": {
                    "x": across,
                    "y": _axis("low", "running mean") | {"scale": {"domain": [-0.6, 1.6]}},
                    "y2": {"field": "high"},
                },
            },
            {"mark": {"type": "line", "color": BLUE}, "encoding": {"x": across, "y": _axis("mean", "running mean")}},
            {
                "mark": {"type": "line", "color": ORANGE, "strokeDash": [6, 4]},
                "encoding": {"x": across, "y": _axis("truth", "running mean")},
            },
        ],
    }
    alt = (
        "A slider sets momentum. The dashed orange line, the mean of the batches, jumps from 0 to 1 at step 20. The blue line"
        " is what the running mean is on average, the band one standard deviation around it. At 0.01 the band is thin and the"
        " line is half way up after 70 steps; at 0.1 it arrives within 40; at 1 it follows at once, and the band is as wide"
        " as a single batch's."
    )
    return Slider(spec, alt)
