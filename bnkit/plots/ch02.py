"""The figures of chapter 2."""

import numpy as np

from bnkit.plots.palette import BLUE, INK, ORANGE
from bnkit.plots.picture import drawn
from bnkit.plots.slider import Slider, at, axis, calculate, chart, layer, named, range_of, sentence


def sigmoid(z):
    """1 / (1 + exp(−z))."""
    return 1 / (1 + np.exp(-z))


def slope(z):
    """The sigmoid's derivative, σ(z)·(1 − σ(z))."""
    return sigmoid(z) * (1 - sigmoid(z))


@drawn(columns=2)
def saturation(panels, x: np.ndarray, x_hat: np.ndarray) -> str:
    """The values of a feature before and after normalization, under the sigmoid's slope."""
    z = np.linspace(-10, 4, 400)
    for panel, values, name, colour in zip(panels, (x, x_hat), ("x", "x̂"), (ORANGE, BLUE), strict=True):
        panel.hist(values, 30, density=True, color=colour, alpha=0.6)
        panel.plot(z, slope(z), color=INK)
        panel.text(np.mean(values), 0.47, f"density of {name}", ha="center", color=colour)
        panel.set(title=f"mean slope over {name}: {slope(values).mean():.2g}", xlabel=f"input of the sigmoid, {name}")
        panel.set(ylabel="density, slope", ylim=(0, 0.52), xlim=(-10, 4))
    panels[0].text(0.9, 0.3, "slope of\nthe sigmoid", ha="left", va="center", fontsize=10)
    panels[1].text(-2.6, 0.2, "slope of\nthe sigmoid", ha="right", va="center", fontsize=10)
    return (
        "Two histograms under the bell-shaped slope of the sigmoid. On the left the inputs lie around −6, where the slope is"
        f" nearly zero: its mean over them is {slope(x).mean():.4f}. On the right, normalized, they lie around 0 under the top"
        f" of the slope: its mean is {slope(x_hat).mean():.4f}."
    )


@drawn(columns=3)
def decorrelation(panels, x: np.ndarray) -> str:
    """Two correlated features: as they come, each standardized, and whitened."""
    centered = x - x.mean(axis=0)
    U, _, V = np.linalg.svd(centered, full_matrices=False)
    clouds = {"as they come": x, "each normalized": centered / x.std(axis=0), "whitened": np.sqrt(len(x)) * U @ V}
    correlations = []
    for panel, (title, cloud), colour in zip(panels, clouds.items(), (ORANGE, BLUE, INK), strict=True):
        correlations.append(np.corrcoef(cloud.T)[0, 1])
        panel.axhline(0, color=INK, linewidth=0.5, alpha=0.5)
        panel.axvline(0, color=INK, linewidth=0.5, alpha=0.5)
        panel.scatter(*cloud.T, s=8, color=colour, alpha=0.5, linewidth=0)
        panel.set(title=f"{title}: ρ = {abs(correlations[-1]):.2f}", xlabel="feature 0", ylabel="feature 1")
        panel.set(xlim=(-7, 7), ylim=(-6, 6), xticks=range(-6, 7, 2), yticks=range(-6, 7, 2))
        panel.set_aspect("equal")
    return (
        "Three scatter plots of the same 300 examples. As they come, the two features form a tilted ellipse with correlation"
        f" {correlations[0]:.2f}. Each normalized, the cloud is centred and as wide as high, still tilted, with the same"
        " correlation. Whitened, it is round, with correlation 0."
    )


def moments(x: np.ndarray) -> tuple[float, float]:
    """Skewness and excess kurtosis."""
    z = (x - x.mean()) / x.std()
    return float((z**3).mean()), float((z**4).mean() - 3)


SHAPE = ("skewness", "excess kurtosis")


@drawn(columns=2)
def shapes(panels, x: np.ndarray, x_hat: np.ndarray) -> str:
    """A skewed feature before and after normalization."""
    skew, kurtosis = moments(x)
    mean, spread = x.mean(), x.std()
    for panel, values, name, colour in zip(panels, (x, x_hat), ("x", "x̂"), (ORANGE, BLUE), strict=True):
        panel.hist(values, 50, color=colour, alpha=0.6)
        panel.axvline(values.mean(), color=INK, linewidth=1.2)
        beside = {"xytext": (4, 0), "textcoords": "offset points", "va": "top"}
        panel.annotate("mean", (values.mean(), 1), xycoords=panel.get_xaxis_transform(), **beside)
        told = (abs(values.mean()), values.std(), *moments(values))
        for place, (word, number) in enumerate(zip(("mean μ", "deviation σ", *SHAPE), told, strict=True)):
            at = {"transform": panel.transAxes, "va": "top", "ha": "right"}
            panel.text(0.84, 0.94 - 0.11 * place, word, **at)
            panel.text(0.99, 0.94 - 0.11 * place, f"{number:.2f}", **at)
        edges = [values.mean() + values.std() * (edge - mean) / spread for edge in (0, 8)]
        panel.set(title="as it comes" if name == "x" else "normalized", xlabel=name, ylabel="examples", xlim=edges)
    return (
        "Two histograms of the same shape, a steep rise and a long tail to the right. Only the axis differs: the normalized"
        f" one has mean 0 and variance 1. Skewness {skew:.2f} and excess kurtosis {kurtosis:.2f} are the same in both."
    )


def saturation_slider() -> Slider:
    """The share of inputs from N(mean, 1) at which the sigmoid's slope is below 0.05, as the mean moves."""
    density = "exp(-pow(datum.z - mean, 2) / 2) / sqrt(2 * PI)"
    slope = "exp(-datum.z) / pow(1 + exp(-datum.z), 2)"
    flat = "datum.slope < 0.05 ? datum.density : 0"
    across, title = axis("z", "input of the sigmoid, x"), "density, slope"
    room_for_text = {"domain": [0, 0.5]}
    share = {"aggregate": [{"op": "sum", "field": "flat", "as": "share"}]}
    border = {"color": INK, "strokeDash": [2, 3], "aria": False}
    free = "(mean > 0 ? -{0} : {0})".format
    side = {"align": {"expr": "mean > 0 ? 'right' : 'left'"}, "dx": {"expr": "mean > 0 ? -6 : 6"}, "lineBreak": "\n"}
    far = {"align": {"expr": "mean > 0 ? 'left' : 'right'"}}
    at_z = "abs(datum.z - {}) < 0.02".format
    spec = chart(
        220,
        [range_of("mean", -6, -8, 8, 0.25, "mean of the input ")],
        layer("area", {"color": ORANGE, "opacity": 0.2}, x=across, y=axis("density", title, **room_for_text)),
        layer("area", {"color": ORANGE, "opacity": 0.5}, x=across, y=axis("flat", title)),
        layer("line", {"color": INK}, x=across, y=axis("slope", title)),
        layer("rule", border, y={"datum": 0.05}),
        named("slope of\nthe sigmoid", at_z(free(2)), INK, side, x=across, y=axis("slope", title), dy=-24),
        named("slope 0.05", at_z(free(11.4)), INK, far, x=across, y={"datum": 0.05}, dy=-10),
        named("density of x", at_z("mean"), ORANGE, x=across, y=axis("density", title), dy=-10),
        sentence("'saturated: ' + format(datum.share * 0.05, '.1%') + ' of the inputs'", [share]),
        data={"sequence": {"start": -12, "stop": 12, "step": 0.05, "as": "z"}},
        transform=calculate({"density": density, "slope": slope, "flat": flat}),
    )
    alt = (
        "A slider moves the mean of a normal density (orange) along the sigmoid's input, under the sigmoid's slope. The"
        " density has its full colour where the slope is below 0.05, and the text gives the share of such inputs: small near mean 0,"
        " nearly all at −6 or 6."
    )
    return Slider(spec, alt)


def descent_slider() -> Slider:
    """Gradient descent on least squares with one feature and a bias, for the feature's mean and deviation.

    The Hessian [[deviation² + mean², mean], [mean, 1]] has the eigenvalues `large` and `small`, the former at `angle`; at the best
    rate 2/(large + small) a step multiplies the error's parts along the two by −shrink and shrink.
    """
    fields = {"gap": "hypot(dev * dev + mu * mu - 1, 2 * mu)", "large": "(dev * dev + mu * mu + 1 + datum.gap) / 2"}
    fields |= {"small": "dev * dev / datum.large", "angle": "atan2(2 * mu, dev * dev + mu * mu - 1) / 2"}
    fields |= {"shrink": "(datum.large - datum.small) / (datum.large + datum.small)"}
    fields |= {"a": "2 * cos(datum.angle) + 2 * sin(datum.angle)", "b": "2 * cos(datum.angle) - 2 * sin(datum.angle)"}
    fields |= {"ring": "datum.n <= 60 ? -1 : floor((datum.n - 61) / 65)", "turn": "2 * PI * ((datum.n - 61) % 65) / 64"}
    height = "sqrt(datum.large * datum.a * datum.a + datum.small * datum.b * datum.b) * pow(0.6, datum.ring)"
    along = f"datum.ring < 0 ? datum.a * pow(-datum.shrink, datum.n) : {height} * cos(datum.turn) / sqrt(datum.large)"
    across = f"datum.ring < 0 ? datum.b * pow(datum.shrink, datum.n) : {height} * sin(datum.turn) / sqrt(datum.small)"
    fields |= {"along": along, "across": across}
    fields |= {"w": "datum.along * cos(datum.angle) - datum.across * sin(datum.angle)"}
    fields |= {"bias": "datum.along * sin(datum.angle) + datum.across * cos(datum.angle)"}
    steps = "(datum.shrink < 0.001 ? 1 : ceil(log(0.001) / (2 * log(datum.shrink))))"
    told = f"'κ = ' + format(datum.large / datum.small, '.3~s') + ', steps to 1/1000 of the loss: ' + {steps}"
    place = {  # one length for one unit in both directions, so that circles are circles
        "x": axis(
            "w",
            "error of the weight",
            domainMin={"expr": "-4 * width / height"},
            domainMax={"expr": "4 * width / height"},
        )
        | {"axis": {"values": {"expr": "sequence(-2 * floor(2 * width / height), 4 * width / height + 0.01, 2)"}}},
        "y": axis("bias", "error of the bias", domain=[-4, 4]) | at(range(-4, 5, 2)),
    }
    rings, path = {"detail": {"field": "ring"}, "order": {"field": "n"}}, [{"filter": "datum.ring < 0"}]
    spec = chart(
        320,
        [range_of("mu", 1, 0, 2, 0.05, "mean μ "), range_of("dev", 0.7, 0.3, 2, 0.05, "deviation σ ")],
        layer("line", {"color": ORANGE, "size": 1.5, "clip": True}, [{"filter": "datum.ring >= 0"}], **place, **rings),
        layer("line", {"color": INK, "size": 1, "opacity": 0.6}, path, order={"field": "n"}, **place),
        layer("point", {"color": INK, "filled": True, "size": 22, "opacity": 1}, path, **place),
        named("start", "datum.n == 0", INK, {"align": "left", "dx": 7}, dy=-8, **place),
        sentence(told, [{"filter": "datum.n == 0"}]),
        data={"sequence": {"start": 0, "stop": 61 + 4 * 65, "as": "n"}},
        transform=calculate(fields),
    )
    alt = (
        "Two sliders set the mean and the deviation of a feature. Orange ellipses are lines of equal loss, the dark line is gradient"
        " descent's path at its best rate. At mean 0 and deviation 1 the ellipses are circles, and one step arrives. At mean 1 and"
        " deviation 0.7 they are long and narrow, and the path zigzags for many steps. A line of text gives the condition κ."
    )
    return Slider(spec, alt)


def affine_slider(x_hat: np.ndarray) -> Slider:
    """A normalized batch, scaled by gamma and shifted by beta, through the sigmoid."""
    out = "1 / (1 + exp(-datum.y))"
    x = axis("y", "y = γ·x̂ + β", domain=[-14, 14])
    y = axis("out", "sigmoid of y", domain=[-0.05, 1.05]) | at((0, 0.5, 1))
    line = layer("line", {"color": INK, "strokeWidth": 1}, calculate({"out": out}), x=x, y=y)
    line["data"] = {"sequence": {"start": -14, "stop": 14.05, "step": 0.1, "as": "y"}}
    batch = calculate({"y": "gamma * datum.x_hat + beta", "out": out})
    points = layer("circle", {"color": BLUE, "size": 40, "opacity": 0.6, "clip": True}, batch, x=x, y=y)
    sliders = [range_of("gamma", 1, -4, 4, 0.1, "γ "), range_of("beta", 0, -4, 4, 0.1, "β ")]
    look = {"color": INK, "fontSize": 13, "align": "right", "dx": -10, "dy": -6}
    name = layer("text", look, x={"datum": 1.5}, y={"datum": sigmoid(1.5)}, text={"value": "sigmoid"})
    name["data"] = {"values": [{}]}
    spec = chart(220, sliders, line, points, name, data=[{"x_hat": round(float(value), 3)} for value in x_hat])
    alt = (
        "Two sliders set γ and β. The points of a normalized batch move along the sigmoid: γ spreads them, β"
        " shifts them, from its nearly straight middle into either flat end."
    )
    return Slider(spec, alt)
