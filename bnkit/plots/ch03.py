"""The figures of chapter 3, and the welcome page's."""

from collections.abc import Mapping, Sequence

import numpy as np

from bnkit.plots.palette import BLUE, DASHED, DOTTED, GOLD, INK, MIXED, ORANGE
from bnkit.plots.panels import logarithmic, name_ends, plain_numbers
from bnkit.plots.picture import NARROW, drawn
from bnkit.plots.slider import Slider, at, axis, calculate, chart, layer, range_of, sentence

NODES = {"xᵢ": (0, 0), "μ": (1.7, 1.4), "σ²": (4.0, 1.4), "x̂ᵢ": (5.6, 0), "yᵢ": (7, 0), "ℓ": (8.6, 0)}
NODES |= {"γ": (6.5, -1.1), "β": (7.5, -1.1)}
ARROWS = [  # from, to, the derivative along the arrow, the way back that it belongs to, and where its words are
    ("xᵢ", "x̂ᵢ", "s", 1, (2.8, -0.2)),
    ("xᵢ", "σ²", "2 cᵢ / m", 2, (2.5, 0.4)),
    ("σ²", "x̂ᵢ", "−½ cᵢ s³", 2, (5.3, 0.95)),
    ("xᵢ", "μ", "1 / m", 3, (0.5, 0.85)),
    ("μ", "x̂ᵢ", "−s", 3, (3.9, 0.35)),
    ("μ", "σ²", "0", 0, (2.85, 1.6)),
    ("x̂ᵢ", "yᵢ", "γ", 0, (6.3, 0.22)),
    ("γ", "yᵢ", "x̂ᵢ", 0, (6.48, -0.5)),
    ("β", "yᵢ", "1", 0, (7.52, -0.5)),
    ("yᵢ", "ℓ", "dyᵢ", 0, (7.8, 0.22)),
]
WAYS = ((INK, "-"), (BLUE, "-"), (BLUE, DASHED), (BLUE, DOTTED))
TYPESET = {" ": r"\,", "x̂": r"\hat{x}", "ᵢ": "_i", "²": "^2", "³": "^3", "½": r"\frac{1}{2}"}


@drawn(height=3.4, tall=6.2)
def graph(panels) -> str:
    """The forward pass of one feature as a graph, with the derivative along each arrow."""
    (panel,) = panels
    upright = panel.figure.get_figwidth() == NARROW

    def at(place):
        return (place[1] * 1.15, -place[0]) if upright else place

    for name, place in NODES.items():
        ring = {"boxstyle": "circle,pad=0.25", "facecolor": "none", "edgecolor": INK, "linewidth": 1}
        panel.text(*at(place), formula(name), ha="center", va="center", fontsize=16, bbox=ring)
    for start, end, derivative, way, place in ARROWS:
        colour, line = WAYS[way]
        shaft = {"arrowstyle": "-", "color": colour, "linestyle": line, "linewidth": 1.6, "shrinkA": 19, "shrinkB": 24}
        head = {"arrowstyle": "-|>,head_width=.35,head_length=.7", "color": colour, "linewidth": 0, "shrinkB": 19}
        for part in (shaft, head):
            panel.annotate("", at(NODES[end]), at(NODES[start]), arrowprops=part)
        panel.text(*at(place), formula(derivative), ha="center", va="center", fontsize=16, color=colour)
    across, up = (-0.5, 9), (-1.5, 1.8)
    panel.set(xlim=(-1.8, 2.1) if upright else across, ylim=(-9, 0.5) if upright else up)
    panel.axis("off")
    steps = "; ".join(f"{start} to {end}, derivative {derivative}" for start, end, derivative, *_ in ARROWS)
    return f"A graph with these arrows: {steps}."


def formula(text: str) -> str:
    """A formula in plain characters as one that is typeset, with indices large enough to read."""
    for plain, typeset in TYPESET.items():
        text = text.replace(plain, typeset)
    return f"${text}$"


@drawn(width=6.5)
def gradient_check(panels, h: np.ndarray, central: np.ndarray, forward: np.ndarray) -> str:
    """The error of two numerical derivatives against the step."""
    (panel,) = panels
    panel.plot(h, np.maximum(central, 1e-16), color=INK, alpha=0.45, linewidth=3.5, label="central")
    panel.plot(h, np.maximum(forward, 1e-16), color=INK, linestyle=DASHED, linewidth=1.5, label="one-sided")
    logarithmic(panel, "x", "y")
    plain_numbers(panel)
    panel.set(xlabel="step h", ylabel="error")
    above, below = {"ha": "right", "xytext": (-9, 2)}, {"ha": "left", "va": "top", "xytext": (7, -2)}
    for error, power, share, side in ((forward, "∝ h", 0.5, above), (central, "∝ h²", 0.8, below)):
        at_slope = round(share * (len(h) - 1))
        panel.annotate(power, (h[at_slope], error[at_slope]), textcoords="offset points", **side)
    name_ends(panel)
    return (
        "Two curves of error against step, both like a V. From the right the central difference falls twice as steeply as"
        f" the one-sided one, to {central.min():.0e} near h = {h[central.argmin()]:.0e}; for smaller steps both rise again,"
        " with rounding."
    )


@drawn(columns=2)
def growing_bias(panels, constant: Sequence, through: Sequence) -> str:
    """A bias and the loss over the steps of two descents: the batch's mean taken for a constant, and the gradient through it."""
    taken, right = np.array(constant).T, np.round(np.transpose(through), 9) + 0.0
    for panel, one, other, name in zip(panels, taken, right, ("bias b", "loss"), strict=True):
        panel.plot(one, color=BLUE, label=f"mean taken\nfor constant:\n{one[-1]:.3g}")
        panel.plot(other, color=INK, linestyle=DASHED, label=f"right\ngradient:\n{other[-1]:.3g}")
        panel.set(xlabel="step", ylabel=name, ylim=(-0.05 * one.max(), 1.2 * one.max()))
        plain_numbers(panel)
        name_ends(panel)
    (bias, loss), (still, same) = taken[:, -1], right[:, -1]
    return (
        f"Left, the bias grows in a straight line from 0 to {bias:.0f} in {len(constant)} steps; by the right gradient it stays at"
        f" {still:.3g}. Right, the loss stays where it was in both: at {loss:.2f} and {same:.2f}."
    )


@drawn(columns=2)
def depth(panels, plain: Mapping[str, Sequence], normalized: Mapping[str, Sequence]) -> str:
    """The size of the values after each layer, for networks of different scales, without and with normalization."""
    high, low = max(map(max, plain.values())), min(map(min, plain.values()))
    for panel, curves, title, colour in zip(
        panels, (plain, normalized), ("plain", "batch norm in each layer"), (ORANGE, BLUE), strict=True
    ):
        for (name, sizes), line in zip(curves.items(), (DASHED, "-", MIXED), strict=True):
            panel.plot(np.arange(1, len(sizes) + 1), sizes, color=colour, linestyle=line, label=name)
        logarithmic(panel, "y")
        plain_numbers(panel)
        panel.set(title=title, xlabel="layer", ylabel="mean |value|", ylim=(low / 2, 2 * high), xlim=(1, len(sizes)))
        panel.set_xticks([1, *range(10, len(sizes) + 1, 10)])
        name_ends(panel)
    panels[0].figure.get_layout_engine().set(wspace=0.08)
    ends = ", ".join(f"{sizes[-1]:.0e} where the weights are {name}" for name, sizes in plain.items())
    return (
        f"Two panels, layer against size of the values, logarithmic. Plain, three lines fan out: after the last layer {ends}."
        " Normalized in each layer, the three lines lie on each other and are level."
    )


def company_slider(others: Sequence[float]) -> Slider:
    """The normalized values of a batch whose first example the reader moves, and how fast each of them moves with it.

    ∂x̂ᵢ/∂x₁ = (s/m)(m δᵢ₁ − 1 − x̂ᵢ x̂₁), with ε = 1e-5; arrows are twice as long.
    """
    rows = [{"example": n, "given": round(float(value), 3)} for n, value in enumerate((0.0, *others), 1)]
    statistics = [{"op": "mean", "field": "x", "as": "mu"}, {"op": "variancep", "field": "x", "as": "var"}]
    m = len(rows)
    fields = {"s": "1 / sqrt(datum.var + 1e-5)", "x_hat": "datum.s * (datum.x - datum.mu)"}
    fields |= {"first": "datum.s * (move - datum.mu)", "own": "datum.example == 1 ? 1 : 0"}
    fields |= {
        "rate": f"datum.s * (datum.own - (1 + datum.x_hat * datum.first) / {m})",
        "end": "datum.x_hat + 2 * datum.rate",
        "turn": "datum.rate < 0 ? 180 : 0",
    }
    transform = [
        *calculate({"x": "datum.example == 1 ? move : datum.given"}),
        {"joinaggregate": statistics},
        *calculate(fields),
    ]
    where = axis("example", "example i", domain=[0.5, m + 0.5]) | at(range(1, m + 1))
    value = axis("x_hat", "normalized value x̂", domain=[-3, 3])
    beside = {"color": GOLD, "xOffset": 12, "clip": True}
    head = {**beside, "filled": True, "shape": "triangle", "size": 70, "opacity": 1}
    turn = {"field": "turn", "type": "quantitative", "scale": None, "legend": None}
    spec = chart(
        260,
        [range_of("move", 3, -6, 8, 0.05, "value x₁ ")],
        layer("rule", {**beside, "size": 2}, x=where, y=value, y2={"field": "end"}),
        layer("point", head, x=where, y=axis("end", "normalized value x̂"), angle=turn),
        layer("point", {"color": BLUE, "filled": True, "size": 90, "opacity": 1}, x=where, y=value),
        sentence("'x̂₁ = ' + format(datum.x_hat, '.2f')", [{"filter": "datum.own == 1"}]),
        data=rows,
        transform=transform,
    )
    alt = (
        f"A slider moves the first of {m} examples. Blue points are the normalized values of all; the golden arrow beside each says"
        " where it goes, and how fast, as the first one grows. All the others move too, most of them against it. Far out the first is"
        f" stuck near {np.sqrt(m - 1):.1f}, its own arrow has shrunk to nothing, and the others lie close together."
    )
    return Slider(spec, alt)
