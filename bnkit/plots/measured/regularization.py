"""Norms, dropout and wrong labels."""

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import Results, name_rows, row, share
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import SIZE, percent, plain_numbers
from bnkit.plots.picture import drawn


@drawn(width=6.5, height=3.7, tall=4.0)
def regularization(panels, found: Results) -> str:
    """Final test accuracy of five nets, a row for each, for two shares of wrong labels."""
    (panel,) = panels
    names = list(dict.fromkeys(part.rsplit(", ", 1)[0] for part in found["values"]))
    finals = {
        each: [found["values"][f"{name}, {each:.0%} wrong"]["final"] for name in names]
        for each in found["config"]["wrong"]
    }
    for n, (name, *pair) in enumerate(zip(names, *finals.values(), strict=True)):
        means = [interval(final)[0] for final in pair]
        panel.plot(means, [-n, -n], color=LOOKS[name].colour, linewidth=0.8)
        for final in pair:
            row(panel, -n, final, interval(final), LOOKS[name])
    for each, samples in finals.items():
        title, means = f"{each:.0%} wrong" if each else "clean labels", [interval(final)[0] for final in samples]
        panel.plot(means, [-n for n in range(len(names))], linestyle="none", label=title)
        panel.text(interval(means)[0], 0.75, title, ha="center", va="center", fontsize=SIZE)
    panel.set_xlabel("test accuracy")
    plain_numbers(panel)
    percent(panel, "x")
    name_rows(panel, [name.replace(" and", "\nand").replace("ghost ", "ghost\n") for name in names])
    for label, name in zip(panel.get_yticklabels(), names, strict=True):
        label.set_color(LOOKS[name].colour)
    told = [
        f"{name}: {share(right)} and {share(wrong)}" for name, right, wrong in zip(names, *finals.values(), strict=True)
    ]
    return f"Test accuracy with clean labels and with {max(finals):.0%} wrong ones. {'; '.join(told)}."
