"""What panels have in common: names at the ends of lines, axes of shares and of powers."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import LogFormatterMathtext, NullFormatter

LINE = 1.25  # the distance of names below each other, in heights of their letters
SIZE = 10


class Powers(LogFormatterMathtext):
    """Powers of ten: 0.01 or 1000 on an axis that reaches no further than these, 10⁻¹² on others."""

    def __call__(self, value, pos=None) -> str:
        """One tick's label."""
        low, high = self.axis.get_view_interval()
        return f"{value:g}" if low > 5e-4 and high < 5e4 else super().__call__(value, pos)


def plain_numbers(panel: Axes) -> None:
    """Values that are shown on request have three digits."""
    panel.fmt_xdata = panel.fmt_ydata = "{:.3g}".format


def percent(panel: Axes, *which: str) -> None:
    """Axes of shares, in percent."""
    for name in which:
        getattr(panel, f"{name}axis").set_major_formatter(lambda share, _: f"{100 * share:.4g}%")
        setattr(panel, f"fmt_{name}data", "{:.1%}".format)


def logarithmic(panel: Axes, *which: str) -> None:
    """Logarithmic axes that name powers of ten only: as numbers, where these are short."""
    for name in which:
        panel.set(**{f"{name}scale": "log"})
        axis = getattr(panel, f"{name}axis")
        axis.set_minor_formatter(NullFormatter())
        axis.set_major_formatter(Powers())


def name_ends(panel: Axes) -> None:
    """Write each line's name right of where the last one ends, in its colour; a piece of the line leads to it."""
    lines = [line for line in panel.lines if not str(line.get_label()).startswith("_")]
    panel.set(xlim=panel.get_xlim(), ylim=panel.get_ylim())
    into = panel.transAxes.inverted()
    ends = {line: into.transform(panel.transData.transform(line.get_xydata()[-1])) for line in lines}
    lines.sort(key=lambda line: ends[line][1])
    letters = LINE * SIZE / 72 / (panel.figure.get_figheight() * panel.get_position().height)
    sizes = [letters * len(str(line.get_label()).splitlines()) for line in lines]
    right = max(x for x, _ in ends.values())
    places = apart([float(ends[line][1]) for line in lines], sizes)
    for line, place in zip(lines, places, strict=True):
        (x, y), look = ends[line], {"color": line.get_color(), "linestyle": line.get_linestyle(), "linewidth": 1}
        panel.plot([x, right + 0.05, right + 0.08], [y, place, place], transform=panel.transAxes, clip_on=False, **look)
        at = {"va": "center", "transform": panel.transAxes, "fontsize": SIZE, "color": line.get_color()}
        panel.text(right + 0.1, place, line.get_label(), **at)


def apart(heights: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Places near these ascending heights for what is as high as `sizes`, none over another: the mean of two sweeps."""
    up, down = list(heights), list(heights)
    for n in range(1, len(up)):
        up[n] = max(up[n], up[n - 1] + (sizes[n - 1] + sizes[n]) / 2)
    for n in reversed(range(len(down) - 1)):
        down[n] = min(down[n], down[n + 1] - (sizes[n] + sizes[n + 1]) / 2)
    return [(low + high) / 2 for low, high in zip(down, up, strict=True)]
