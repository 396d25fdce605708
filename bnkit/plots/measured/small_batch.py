"""Norms in small batches, and recurrent nets."""

from bnkit.plots.measured.common import NORMS, Results, points, share
from bnkit.plots.palette import BLUE, DASHED, LOOKS, Look
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

AXIS = {"ylim": (0.2, 1.13), "yticks": (0.2, 0.4, 0.6, 0.8, 1)}  # one for both nets, with room for the names
RUNNING = Look(BLUE, DASHED, "v")
RECURRENT = (
    ("batch", "each step", "batch, per step", LOOKS["batch norm"]),
    ("batch", "shared", "batch, shared", RUNNING),
    ("layer", "own", "layer norm", LOOKS["layer norm"]),
    ("none", "own", "plain", LOOKS["plain"]),
)


@drawn(columns=3, height=3.2)
def small_batch(panels, found: Results) -> str:
    """Test accuracy against the batch size for three norms, and the recurrent net on longer sequences."""
    told = []
    for panel, (kind, sizes) in zip(panels, found["config"]["sizes"].items(), strict=False):
        running = [found["values"][f"{kind}, batch, {size}"]["running"] for size in sizes]
        points(panel, sizes, running, RUNNING, "batch, running")
        for norm in ("batch", "layer", "group"):
            samples = [found["values"][f"{kind}, {norm}, {size}"]["precise"] for size in sizes]
            points(panel, sizes, samples, LOOKS[NORMS[norm]], "batch, precise" if norm == "batch" else NORMS[norm])
            told.append(f"{kind}, {norm} norm: {share(samples[0])} at {sizes[0]}, {share(samples[-1])} at {sizes[-1]}")
        logarithmic(panel, "x")
        panel.set(xlabel="batch size m", ylabel="test accuracy", title=f"{kind} net", **AXIS)
        panel.set_xticks(sizes, sizes)
        panel.minorticks_off()
    rows = found["config"]["tested"]
    for norm, kind, label, look in RECURRENT:
        part = found["values"][f"recurrent, {norm}"]
        points(panels[2], rows, [part[f"{kind}, {count} rows"] for count in rows], look, label)
    panels[2].set(xlabel="rows of noise before the image", ylabel="test accuracy", title="recurrent net", xticks=rows)
    for panel in panels:
        plain_numbers(panel)
        percent(panel, "y")
        name_ends(panel)
    return f"Test accuracy by batch size. {'; '.join(told)}. On the right a recurrent net on longer sequences."
