"""What the experiments measured, drawn: a function for each, with Student's 95% intervals over the seeds."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.ticker import NullFormatter

from bnkit.findings.finding import interval, median
from bnkit.findings.results import read
from bnkit.plots.style import BLUE, GREEN, INK, ORANGE, PURPLE, STYLE, Picture, axes

Results = Mapping[str, Any]
PAIR = {"none": (ORANGE, "plain"), "batch": (BLUE, "batch norm")}
FOUR = (ORANGE, BLUE, GREEN, PURPLE)


def results(name: str) -> Results:
    """The committed results of an experiment: those that came with the package, or the checkout's."""
    package = Path(__file__).parents[1]
    folder = package / "results" if (package / "results").is_dir() else package.parent / "book" / "results"
    return read(folder / f"{name}.json")


def band(
    panel, x: Sequence[float], curves: Sequence[Sequence[float]], colour: str, label: str, line: str = "-"
) -> None:
    """The mean over seeds, in its interval."""
    mean, low, high = np.array([interval(values) for values in zip(*curves, strict=True)]).T
    panel.plot(x, mean, line, color=colour, label=label)
    panel.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)


def points(
    panel, x: Sequence[float], samples: Sequence[Sequence[float]], colour: str, label: str, line: str = "o-"
) -> None:
    """Means over seeds with their intervals as bars, joined."""
    mean, low, high = np.array([interval(values) for values in samples]).T
    bars = [np.maximum(mean - low, 0), np.maximum(high - mean, 0)]
    panel.errorbar(x, mean, bars, fmt=line, color=colour, label=label, capsize=3)


def logarithmic(panel, *which: str) -> None:
    """Logarithmic axes that name powers of ten only."""
    for name in which:
        panel.set(**{f"{name}scale": "log"})
        getattr(panel, f"{name}axis").set_minor_formatter(NullFormatter())


def share(values: Sequence[float]) -> str:
    """The mean as a percentage."""
    return f"{interval(values)[0]:.1%}"


@rc_context(STYLE)
def speed(found: Results) -> Picture:
    """Test accuracy along training for two starts, and one unit's percentiles."""
    figure, panels = axes(3, width=11)
    for panel, start in zip(panels, ("Glorot", "ReLU"), strict=False):
        for norm, (colour, label) in PAIR.items():
            part = found["values"][f"{start}, {norm}"]
            band(panel, part["steps"], part["test"], colour, label)
        logarithmic(panel, "x")
        panel.set(ylim=(0, 1), xlabel="step", title={"ReLU": "ReLU, He"}.get(start, f"sigmoid, {start}"))
    panels[0].set_ylabel("test accuracy")
    for norm, (colour, label) in PAIR.items():
        part = found["values"][f"Glorot, {norm}"]
        for n, curve in enumerate(np.array(part["percentiles"][0], float).T):
            panels[2].plot(
                part["steps"], curve, color=colour, label=label if n == 1 else None, alpha=1 if n == 1 else 0.5
            )
    logarithmic(panels[2], "x")
    panels[2].set(xlabel="step", title="input of one sigmoid: 15, 50, 85%")
    panels[2].legend(frameon=False)
    arrives = {name: f"{median(part['steps_to_target'])[0]:.0f}" for name, part in found["values"].items()}
    alt = (
        f"Test accuracy against the step. With sigmoids and Glorot's start batch norm reaches 95% after {arrives['Glorot, batch']}"
        f" steps, the median over the seeds, the plain net after {arrives['Glorot, none']}; with ReLU and He's start after"
        f" {arrives['ReLU, batch']} and {arrives['ReLU, none']}. On the right, percentiles of one sigmoid's input: without batch"
        " norm they begin far below 0 and come nearer while they spread; with it they stay around 0."
    )
    return Picture(
        figure, alt, "Each net at the rate at which it arrives soonest. Bands: 95% intervals over the seeds."
    )


@rc_context(STYLE)
def gains(found: Results) -> Picture:
    """How many times fewer steps batch norm needs to 95%, for each start: the median over the seeds."""
    figure, (panel,) = axes(1, width=6)
    names = [name.removesuffix(", none") for name in found["values"] if name.endswith(", none")]
    middles = [median(_ratios(*(found["values"][f"{name}, {norm}"] for norm in PAIR))) for name in names]
    for n, (middle, low, high) in enumerate(middles):
        arrow = np.isinf(high)
        panel.errorbar(
            middle, -n, xerr=[[middle - low], [0 if arrow else high - middle]], fmt="o", color=BLUE, capsize=3
        )
        if arrow:
            panel.annotate("", (48, -n), (middle, -n), arrowprops={"arrowstyle": "->", "color": BLUE, "lw": 1.5})
    panel.axvline(1, color=INK, linestyle=":")
    panel.set(
        xscale="log",
        xlim=(0.5, 50),
        yticks=[-n for n in range(len(names))],
        yticklabels=names,
        xlabel="plain steps / batch norm's steps",
    )
    panel.set_xticks([1, 2, 5, 10, 20, 50], ["1", "2", "5", "10", "20", "50"])
    told = [f"{name}: {middle:.1f}" for name, (middle, *_) in zip(names, middles, strict=True)]
    return Picture(
        figure,
        f"How many times fewer steps batch norm takes to 95%. {'; '.join(told)}.",
        "Medians over the seeds. An arrow: a plain net never arrived.",
    )


def _ratios(plain: Mapping, normalized: Mapping) -> list[float | None]:
    """Plain steps / batch norm's for each seed, None for a plain net that never arrives."""
    steps = zip(plain["steps_to_target"], normalized["steps_to_target"], strict=True)
    return [slow and slow / fast for slow, fast in steps]


@rc_context(STYLE)
def learning_rates(found: Results) -> Picture:
    """Test accuracy along training at 1, 5 and 30 times the plain net's best rate."""
    figure, panels = axes(4, width=12, sharey=True)
    factors = found["config"]["factors"]
    told = []
    for panel, name in zip(panels, ("plain", "batch norm", "plain, sigmoid", "batch norm, sigmoid"), strict=True):
        part = found["values"][name]
        for factor, colour in zip(factors, FOUR, strict=False):
            band(panel, part["steps"], part[f"x{factor} test"], colour, f"×{factor}")
        logarithmic(panel, "x")
        panel.set(xlabel="step", title=name if "sigmoid" in name else f"{name}, ReLU", ylim=(0, 1))
        told.append(f"{name}: " + ", ".join(f"{share(part[f'x{factor} final'])} at ×{factor}" for factor in factors))
    panels[0].set_ylabel("test accuracy")
    panels[1].legend(frameon=False, loc="lower right")
    return Picture(
        figure, f"Test accuracy against the step. At the end, {'; '.join(told)}.", "Ten layers, three learning rates."
    )


@rc_context(STYLE)
def depth(found: Results) -> Picture:
    """Final accuracy against depth, and the gradient's size through the deepest ReLU nets before training."""
    figure, panels = axes(3, width=11)
    depths, told = found["config"]["depths"], []
    for panel, activation in zip(panels, ("relu", "sigmoid"), strict=False):
        for norm, (colour, label) in PAIR.items():
            finals = [found["values"][f"{activation}, {norm}, {depth}"]["final"] for depth in depths]
            points(panel, depths, finals, colour, label)
            told.append(
                f"{label} with {activation}: "
                + ", ".join(f"{share(f)} at {d}" for d, f in zip(depths, finals, strict=True))
            )
        panel.set(ylim=(0, 1), xlabel="hidden layers", title=activation.replace("relu", "ReLU"))
    panels[0].set_ylabel("test accuracy")
    panels[0].legend(frameon=False)
    for norm, (colour, label) in PAIR.items():
        norms = found["values"][f"relu, {norm}, {depths[-1]}"]["gradient_norms"]
        band(panels[2], range(1, depths[-1] + 1), norms, colour, label)
    logarithmic(panels[2], "y")
    panels[2].set(xlabel="layer", ylabel="‖∂L/∂z‖ before training", title=f"ReLU, {depths[-1]} layers")
    grown = interval(found["values"][f"relu, batch, {depths[-1]}"]["growth"])[0]
    alt = f"Test accuracy by depth. {'; '.join(told)}. Before training the gradient under batch norm grows {grown:.2f} times a layer."
    return Picture(figure, alt, "Each net at its own best learning rate.")


@rc_context(STYLE)
def shift(found: Results) -> Picture:
    """The relative shift along training, at the same step and against the loss."""
    figure, panels = axes(3, width=11)
    nets = [("relu", f"ReLU net, {rate}", rate) for rate in ("own rate", *found["config"]["common"])][:2]
    nets.append(("linear", "deep linear net", "own rate"))
    places = ("lower left", "upper left", "lower right")
    for panel, (kind, title, rate), place in zip(panels, nets, places, strict=True):
        for name, colour in zip(("plain", "batch norm"), (ORANGE, BLUE), strict=True):
            part = found["values"][f"{kind}, {name}, {rate}"]
            band(panel, part["steps"], part["relative"], colour, f"{name}, η = {part['rate']:g}")
        logarithmic(panel, "x", "y")
        panel.set(xlabel="step", title=title)
        panel.legend(frameon=False, loc=place)
    panels[1].set_ylim(top=2 * panels[1].get_ylim()[1])  # room for the legend
    panels[0].set_ylabel("‖G − G′‖ / ‖G‖")
    signs = {slug: each for slug, each in found["findings"].items() if slug.startswith("relative_")}
    told = "; ".join(
        f"{each['text'].split('(')[1].split(')')[0]}: {np.exp(each['mean'] or 0):.2f}" for each in signs.values()
    )
    return Picture(figure, f"The relative shift along training. Batch norm's over the plain net's on average — {told}.")


@rc_context(STYLE)
def noisy(found: Results) -> Picture:
    """Test accuracy of the four nets along training, and their jitter against their final accuracy."""
    figure, (left, right) = axes(2, width=9)
    told = []
    for (name, part), colour in zip(found["values"].items(), FOUR, strict=True):
        band(left, part["steps"], part["test"], colour, name)
        points(right, [interval(part["jitter"])[0]], [part["final"]], colour, name, "o")
        told.append(f"{name} ends at {share(part['final'])} with a jitter of {interval(part['jitter'])[0]:.2g}")
    logarithmic(left, "x")
    left.set(xlabel="step", ylabel="test accuracy", ylim=(0, 1))
    logarithmic(right, "x")
    right.set(xlabel="jitter of the units' means, in spreads", ylim=(0, 1))
    right.legend(frameon=False, loc="lower left")
    return Picture(figure, f"Test accuracy along training and against the jitter: {'; '.join(told)}.")


LINES = {
    "plain": (ORANGE, "-"),
    "batch norm": (BLUE, "-"),
    "batch norm, plain's rate": (BLUE, "--"),
    "l1": (GREEN, "-"),
    "l∞": (PURPLE, "-"),
}


@rc_context(STYLE)
def landscape(found: Results) -> Picture:
    """The three measures against the training loss, for the plain net's step sizes."""
    figure, panels = axes(3, width=11)
    titles = {
        "range": "range of the loss",
        "predictiveness": "change of the gradient",
        "smoothness": "change per distance",
    }
    for panel, (measure, title) in zip(panels, titles.items(), strict=True):
        for name, part in found["values"].items():
            loss, values = np.array(part["loss"], float), np.array(part[measure], float)
            panel.plot(
                np.nanmean(loss, 0),
                np.exp(np.nanmean(np.log(values), 0)),
                LINES[name][1],
                color=LINES[name][0],
                label=name,
            )
        logarithmic(panel, "x", "y")
        panel.set(xlabel="training loss", title=title)
        panel.invert_xaxis()
    panels[0].legend(frameon=False)
    matched = {slug: each for slug, each in found["findings"].items() if "_at_loss_" in slug}
    told = "; ".join(
        f"{slug.removeprefix('equal_').replace('_', ' ')}{', at one rate' * slug.startswith('equal_')}: {np.exp(each['mean']):.2g}"
        for slug, each in matched.items()
        if each["mean"]
    )
    return Picture(
        figure,
        f"Three measures along the gradient against the training loss. Batch norm's over the plain net's — {told}.",
    )


@rc_context(STYLE)
def theorems(found: Results) -> Picture:
    """The largest error of each identity, for each seed."""
    figure, (panel,) = axes(1, width=6)
    chosen = {name: part["largest"] for name, part in found["values"].items() if name != "4.1 with eps"}
    for n, errors in enumerate(chosen.values()):
        panel.plot(errors, [-n] * len(errors), "o", color=BLUE, alpha=0.6)
    panel.axvline(found["config"]["precision"], color=ORANGE, linestyle="--", label="what counts as equal")
    logarithmic(panel, "x")
    panel.set(yticks=[-n for n in range(len(chosen))], yticklabels=list(chosen), xlabel="largest error")
    panel.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.65, 1))
    worst = max(max(errors) for errors in chosen.values())
    return Picture(figure, f"The largest error of each identity over random shapes: at most {worst:.1g}.")


@rc_context(STYLE)
def small_batch(found: Results) -> Picture:
    """Test accuracy against the batch size for three norms, and the recurrent net on longer sequences."""
    figure, panels = axes(3, width=11)
    told = []
    for panel, (kind, sizes) in zip(panels, found["config"]["sizes"].items(), strict=False):
        for norm, colour in zip(("batch", "layer", "group"), (BLUE, ORANGE, GREEN), strict=True):
            samples = [found["values"][f"{kind}, {norm}, {size}"]["precise"] for size in sizes]
            points(panel, sizes, samples, colour, f"{norm} norm")
            told.append(f"{kind}, {norm} norm: {share(samples[0])} at {sizes[0]}, {share(samples[-1])} at {sizes[-1]}")
        running = [found["values"][f"{kind}, batch, {size}"]["running"] for size in sizes]
        points(panel, sizes, running, BLUE, "batch, running", "o--")
        logarithmic(panel, "x")
        panel.set(xlabel="batch size", title=f"{kind} net")
        panel.set_xticks(sizes, sizes)
    panels[0].set_ylabel("test accuracy")
    panels[0].legend(frameon=False)
    rows = found["config"]["tested"]
    for norm, kind, colour in (
        ("batch", "each step", BLUE),
        ("batch", "shared", PURPLE),
        ("layer", "own", ORANGE),
        ("none", "own", GREEN),
    ):
        part = found["values"][f"recurrent, {norm}"]
        label = f"batch norm, {kind}" if norm == "batch" else {"layer": "layer norm", "none": "plain"}[norm]
        points(panels[2], rows, [part[f"{kind}, {count} rows"] for count in rows], colour, label)
    panels[2].set(xlabel="rows of noise before the image", title="recurrent net")
    low, high = panels[2].get_ylim()
    panels[2].set_ylim(low - 0.6 * (high - low))  # room for the legend
    panels[2].legend(frameon=False, loc="lower left")
    return Picture(
        figure, f"Test accuracy by batch size. {'; '.join(told)}. On the right a recurrent net on longer sequences."
    )


@rc_context(STYLE)
def regularization(found: Results) -> Picture:
    """Final test accuracy of five nets against the share of wrong labels."""
    figure, (panel,) = axes(1, width=6, height=3.6)
    wrong, told = found["config"]["wrong"], []
    names = list(dict.fromkeys(part.rsplit(", ", 1)[0] for part in found["values"]))
    for n, (name, colour) in enumerate(zip(names, (*FOUR, INK), strict=True)):
        samples = [found["values"][f"{name}, {each:.0%} wrong"]["final"] for each in wrong]
        points(panel, np.array(wrong) + 0.006 * (n - 2), samples, colour, name, "o-")
        told.append(f"{name}: " + ", ".join(f"{share(s)} at {w:.0%}" for w, s in zip(wrong, samples, strict=True)))
    panel.set(
        xlabel="share of wrong training labels",
        ylabel="test accuracy",
        xticks=wrong,
        xticklabels=[f"{w:.0%}" for w in wrong],
    )
    panel.legend(frameon=False)
    return Picture(figure, f"Test accuracy against the share of wrong labels. {'; '.join(told)}.")


@rc_context(STYLE)
def folding(found: Results) -> Picture:
    """The error of folded layers in four precisions, and of unfolded ones in three: in float64 these are the truth."""
    figure, (panel,) = axes(1, width=6)
    precisions = ("float64", "float32", "bfloat16", "float16")
    for layer, colour in zip(("linear", "convolution", "tiny variance"), FOUR, strict=False):
        for way, line, first in (("folded", "o-", 0), ("unfolded", "x--", 1), ("unfolded, float32", "+:", 1)):
            samples = [found["values"][f"{layer}, {precision}"][way] for precision in precisions[first:]]
            points(panel, range(first, 4), samples, colour, f"{layer}, {way}", line)
    logarithmic(panel, "y")
    panel.set(xticks=range(4), xticklabels=precisions, ylabel="largest relative error")
    panel.legend(frameon=False, fontsize=9, ncols=2)
    ratio = interval(found["values"]["latency"]["ratio"])[0]
    exact = found["findings"]["exact"]["mean"]
    tiny = {way: f"{interval(values)[0]:.2%}" for way, values in found["values"]["tiny variance, float16"].items()}
    alt = (
        f"Errors of folded and unfolded layers in four precisions: {exact:.0e} in float64. A layer whose outputs hardly vary"
        f" has, in float16, {tiny['folded']} folded, {tiny['unfolded']} with batch norm in float16 and {tiny['unfolded, float32']}"
        f" with batch norm in float32. Folded inference is {ratio:.2f} times as fast."
    )
    return Picture(figure, alt)


@rc_context(STYLE)
def interactions(found: Results) -> Picture:
    """The share of a step's effect that the gradient did not foresee, against depth, for linear and for ReLU layers."""
    figure, panels = axes(2, width=9, sharey=True)
    depths, told = found["config"]["depths"], []
    for panel, kind in zip(panels, ("linear", "ReLU"), strict=True):
        for name, colour in (("plain", ORANGE), ("batch norm", BLUE)):
            samples = [found["values"][f"{kind}, {name}, {depth}"]["missed"] for depth in depths]
            points(panel, depths, samples, colour, name)
            told.append(
                f"{kind}, {name}: {share(samples[0])} in {depths[0]} layer, {share(samples[-1])} in {depths[-1]}"
            )
        panel.set(xlabel="layers", title=f"{kind} layers")
    panels[0].set_ylabel("share not foreseen")
    panels[0].legend(frameon=False)
    return Picture(figure, f"The share of a step's effect that the gradient misses. {'; '.join(told)}.")


@rc_context(STYLE)
def weight_decay(found: Results) -> Picture:
    """Effective rate, distance of directions and accuracy of a net with decay, one without, and the control, at one rate."""
    figure, panels = axes(3, width=11)
    rate, decay = found["config"]["rates"][0], found["config"]["decay"]
    part, exact = found["values"]["batch norm"], found["values"]["batch norm, ε = 0"]
    titles = {"effective rate": "effective rate", "apart": "directions apart, largest", "test": "test accuracy"}
    for panel, (what, title) in zip(panels, titles.items(), strict=True):
        for name, colour, line in (("undecayed", ORANGE, "-"), ("decayed", BLUE, "-"), ("control", GREEN, "--")):
            if f"{rate} {name} {what}" in part and (name, what) != ("control", "effective rate"):  # its own is another
                label = {"undecayed": "no decay", "decayed": f"decay {decay:g}"}.get(name, "control")
                band(panel, part["steps"], part[f"{rate} {name} {what}"], colour, label, line)
        panel.set(xlabel="step", title=title)
    band(panels[1], exact["steps"], exact[f"{rate} control apart"], INK, "control, ε = 0, float64", ":")
    logarithmic(panels[1], "y")
    panels[0].legend(frameon=False)
    panels[1].legend(frameon=False)
    ends = [f"{interval(part[f'{rate} {name} apart at the end'])[0]:.1g}" for name in ("undecayed", "control")]
    alt = (
        "Decay raises the effective rate. At the end the directions of the net without decay lie up to"
        f" {ends[0]} from the decayed net's, the control's {ends[1]}; with ε = 0 in float64"
        f" {interval(exact[f'{rate} control apart at the end'])[0]:.0e}."
    )
    return Picture(
        figure,
        alt,
        f"Batch norm, η = {rate:g}. The control has no decay, but the rate that turns its weights as the decayed net's.",
    )
