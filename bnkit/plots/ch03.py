"""The figures of chapter 3, and the welcome page's."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import rc_context

from bnkit.plots.slider import Slider, at, axis, calculate, chart, layer, range_of, sentence
from bnkit.plots.style import BLUE, GREEN, INK, ORANGE, STYLE, Picture, axes

NODES = {"x": (0, 0), "mean": (1.6, 1.5), "var": (4.0, 1.5), "x_hat": (5.6, 0), "y": (7, 0), "loss": (8.2, 0)}
NODES |= {"gamma": (6.5, -1), "beta": (7.5, -1)}
ARROWS = [
    ("x", "x_hat", BLUE, "inv_std", (2.8, -0.22)),
    ("x", "var", ORANGE, "2 (x − mean) / m", (1.95, 0.3)),
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
        panel.text(*place, derivative, ha="center", va="center", fontsize=11)
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


def company_slider(others: Sequence[float]) -> Slider:
    """The normalized values of a batch whose first example the reader moves, and how fast each of them moves with it.

    ∂x̂ᵢ/∂x₁ = (s/m)(m δᵢ₁ − 1 − x̂ᵢ x̂₁), with ε = 1e-5; lines are twice as long.
    """
    rows = [{"example": n, "given": round(float(value), 3)} for n, value in enumerate((0.0, *others), 1)]
    statistics = [{"op": "mean", "field": "x", "as": "mu"}, {"op": "variancep", "field": "x", "as": "var"}]
    m = len(rows)
    fields = {"s": "1 / sqrt(datum.var + 1e-5)", "x_hat": "datum.s * (datum.x - datum.mu)"}
    fields |= {"first": "datum.s * (move - datum.mu)", "own": "datum.example == 1 ? 1 : 0"}
    fields |= {
        "rate": f"datum.s * (datum.own - (1 + datum.x_hat * datum.first) / {m})",
        "end": "datum.x_hat + 2 * datum.rate",
    }
    transform = [
        *calculate({"x": "datum.example == 1 ? move : datum.given"}),
        {"joinaggregate": statistics},
        *calculate(fields),
    ]
    where = axis("example", "example", domain=[0.5, m + 0.5]) | at(range(1, m + 1))
    value = axis("x_hat", "normalized value", domain=[-3, 3])
    spec = chart(
        260,
        [range_of("move", 3, -6, 8, 0.05, "value of example 1 ")],
        layer("rule", {"color": ORANGE, "size": 3, "clip": True}, x=where, y=value, y2={"field": "end"}),
        layer("point", {"color": BLUE, "filled": True, "size": 90, "opacity": 1}, x=where, y=value),
        sentence("'x̂ of example 1: ' + format(datum.x_hat, '.2f')", [{"filter": "datum.own == 1"}]),
        data=rows,
        transform=transform,
    )
    alt = (
        f"A slider moves the first of {m} examples. Blue points are the normalized values of all; the orange line at each says where"
        " it goes, and how fast, as the first one grows. All the others move too, most of them against it. Far out the first is stuck"
        f" near {np.sqrt(m - 1):.1f}, its own line has shrunk to nothing, and the others lie close together."
    )
    return Slider(spec, alt)
