"""Norms in small batches, and recurrent nets."""

from matplotlib import rc_context

from bnkit.plots.measured.common import Results, logarithmic, points, share
from bnkit.plots.style import BLUE, GREEN, ORANGE, PURPLE, STYLE, Picture, axes


@rc_context(STYLE)
def small_batch(found: Results) -> Picture:
    """Test accuracy against the batch size for three norms, and the recurrent net on longer sequences."""
    figure, panels = axes(3, width=11)
    sizes, told = found["config"]["sizes"], []
    for panel, kind in zip(panels, ("dense", "convolutional"), strict=False):
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
