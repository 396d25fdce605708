"""The figures of chapter 2."""

import numpy as np
from matplotlib import rc_context

from bnkit.plots.slider import Slider, axis, calculate, chart, layer, range_of, sentence
from bnkit.plots.style import BLUE, GREEN, INK, ORANGE, STYLE, Picture, axes


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
    return Picture(figure, alt, "Normalizing fixes each mean and variance. Only whitening removes the correlation ρ.")


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
        panel.set(title=f"{title}: skew {skew:.2f}, excess kurtosis {kurtosis:.2f}", xlabel="value", ylabel="examples")
    skew, kurtosis = moments(x)
    alt = (
        "Two histograms of the same shape, a steep rise and a long tail to the right. Only the axis differs: the normalized"
        f" one has mean 0 and variance 1. Skewness {skew:.2f} and excess kurtosis {kurtosis:.2f} are the same in both."
    )
    return Picture(figure, alt, "Normalization moves and stretches the axis. The shape stays.")


def saturation_slider() -> Slider:
    """The share of inputs from N(mean, 1) at which the sigmoid's slope is below 0.05, as the mean moves."""
    density = "exp(-pow(datum.z - mean, 2) / 2) / sqrt(2 * PI)"
    slope = "exp(-datum.z) / pow(1 + exp(-datum.z), 2)"
    flat = "datum.slope < 0.05 ? datum.density * 0.05 : 0"
    across, title = axis("z", "input of the sigmoid"), "density (orange), slope (blue)"
    room_for_text = {"domain": [0, 0.46]}
    share = {"aggregate": [{"op": "sum", "field": "flat", "as": "share"}]}
    spec = chart(
        220,
        [range_of("mean", -6, -8, 8, 0.25, "mean of the input ")],
        layer("area", {"color": ORANGE, "opacity": 0.5}, x=across, y=axis("density", title, **room_for_text)),
        layer("line", {"color": BLUE}, x=across, y=axis("slope", title, **room_for_text)),
        sentence("'slope below 0.05 for ' + format(datum.share, '.0%') + ' of the inputs'", [share]),
        data={"sequence": {"start": -12, "stop": 12, "step": 0.05, "as": "z"}},
        transform=calculate({"density": density, "slope": slope, "flat": flat}),
    )
    alt = (
        "A slider moves the mean of a normal density (orange) along the sigmoid's input, under the sigmoid's slope (blue). The"
        " text gives the share of inputs where the slope is below 0.05: small near mean 0, nearly all at −6 or 6."
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
    told = f"'condition ' + format(datum.large / datum.small, '.3~s') + ', steps to 1/1000 of the loss: ' + {steps}"
    place = {
        "x": axis("w", "error of the weight", domain=[-4, 4]),
        "y": axis("bias", "error of the bias", domain=[-4, 4]),
    }
    rings = {"detail": {"field": "ring"}, "order": {"field": "n"}}
    spec = chart(
        320,
        [range_of("mu", 1, 0, 2, 0.05, "mean of the feature "), range_of("dev", 0.7, 0.3, 2, 0.05, "its deviation ")],
        layer("line", {"color": ORANGE, "clip": True}, [{"filter": "datum.ring >= 0"}], **place, **rings),
        layer(
            "line",
            {"color": BLUE, "size": 1.5, "point": {"color": BLUE}, "clip": True},
            [{"filter": "datum.ring < 0"}],
            order={"field": "n"},
            **place,
        ),
        sentence(told, [{"filter": "datum.n == 0"}]),
        data={"sequence": {"start": 0, "stop": 61 + 4 * 65, "as": "n"}},
        transform=calculate(fields),
    )
    alt = (
        "Two sliders set the mean and the deviation of a feature. Orange ellipses are lines of equal loss, the blue line is gradient"
        " descent's path at its best rate. At mean 0 and deviation 1 the ellipses are circles, and one step arrives. At mean 1 and"
        " deviation 0.7 they are long and narrow, and the path zigzags for many steps. A line of text gives the condition."
    )
    return Slider(spec, alt)


def affine_slider(x_hat: np.ndarray) -> Slider:
    """A normalized batch, scaled by gamma and shifted by beta, through the sigmoid."""
    out = "1 / (1 + exp(-datum.y))"
    x, y = axis("y", "y = gamma · x_hat + beta", domain=[-12, 12]), axis("out", "sigmoid of y", domain=[0, 1])
    line = layer("line", {"color": ORANGE, "strokeWidth": 1}, calculate({"out": out}), x=x, y=y)
    line["data"] = {"sequence": {"start": -12, "stop": 12, "step": 0.1, "as": "y"}}
    batch = calculate({"y": "gamma * datum.x_hat + beta", "out": out})
    points = layer("circle", {"color": BLUE, "size": 40, "opacity": 0.6, "clip": True}, batch, x=x, y=y)
    sliders = [range_of("gamma", 1, -5, 5, 0.1, "gamma "), range_of("beta", 0, -5, 5, 0.1, "beta ")]
    spec = chart(220, sliders, line, points, data=[{"x_hat": round(float(value), 3)} for value in x_hat])
    alt = (
        "Two sliders set gamma and beta. The points of a normalized batch move along the sigmoid: gamma spreads them, beta"
        " shifts them, from its nearly straight middle into either flat end."
    )
    return Slider(spec, alt)
