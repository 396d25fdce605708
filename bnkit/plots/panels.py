"""What panels have in common: names at the ends of lines, axes of shares and of powers."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import Formatter, NullFormatter
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform, blended_transform_factory

LINE = 1.25  # the distance of names below each other, in heights of their letters
SIZE = 10
KEY = 12, 34  # where the piece of a line beside its name begins and ends, in points


class Powers(Formatter):
    """Powers of ten: 0.0001 or 1000 on an axis that reaches no further than these, 1e-12 on others, as in Python.

    An exponent in its raised place would be smaller than what can be read at every width.
    """

    def __call__(self, value, pos=None) -> str:
        """One tick's label."""
        low, high = self.axis.get_view_interval()
        exponent = round(math.log10(value))
        return f"{value:g}" if (low > 1e-5 and high < 5e4) or not exponent else f"1e{exponent}"


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
    """Write each line's name right of where the last one ends, behind a piece of the line with its dash and its mark."""
    lines = [line for line in panel.lines if not str(line.get_label()).startswith("_")]
    panel.set(xlim=panel.get_xlim(), ylim=panel.get_ylim())
    into = panel.transAxes.inverted()
    ends = {line: into.transform(panel.transData.transform(line.get_xydata()[-1])) for line in lines}
    lines.sort(key=lambda line: ends[line][1])
    letters = LINE * SIZE / 72 / (panel.figure.get_figheight() * panel.get_position().height)
    sizes = [letters * (1.15 * len(str(line.get_label()).splitlines()) - 0.15) for line in lines]
    places = apart([float(ends[line][1]) for line in lines], sizes)
    beside = points_right_of(panel, max(x for x, _ in ends.values()))
    for line, place in zip(lines, places, strict=True):
        lead = {"arrowstyle": "-", "color": line.get_color(), "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
        panel.annotate("", (KEY[0], place), ends[line], xycoords=beside, textcoords="axes fraction", arrowprops=lead)
        name_with_key(panel, line, place, beside)


def name_with_key(panel: Axes, line: Line2D, place: float, beside: Transform) -> None:
    """A line's name, in its colour, behind a piece of it, at `place` of the axes' height and some points right of `beside`."""
    (key,) = panel.plot([KEY[0], sum(KEY) / 2, KEY[1]], [place] * 3)
    key.update_from(line)
    key.set(transform=beside, clip_on=False, linewidth=1.6, label="_key", markevery=[1])
    at = {"va": "center", "transform": beside, "fontsize": SIZE, "color": line.get_color()}
    panel.text(KEY[1] + 4, place, line.get_label(), linespacing=1.15, **at)


def points_right_of(panel: Axes, x: float) -> Transform:
    """Coordinates in points right of `x` and as a share of the height; `x` is a share of the panel's width."""
    across = Affine2D().scale(1 / 72) + panel.figure.dpi_scale_trans + ScaledTranslation(x, 0, panel.transAxes)
    return blended_transform_factory(across, panel.transAxes)


def apart(heights: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Places near these ascending heights for what is as high as `sizes`, none over another: the mean of two sweeps."""
    up, down = list(heights), list(heights)
    for n in range(1, len(up)):
        up[n] = max(up[n], up[n - 1] + (sizes[n - 1] + sizes[n]) / 2)
    for n in reversed(range(len(down) - 1)):
        down[n] = min(down[n], down[n + 1] - (sizes[n] + sizes[n + 1]) / 2)
    return [(low + high) / 2 for low, high in zip(down, up, strict=True)]
