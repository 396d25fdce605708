"""What a figure's lines say, for who points at them or goes along them with the keyboard."""

from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

MOST = 40  # points of a line


def values(figure: Figure) -> list[tuple[float, float, str]]:
    """For points of each named line of a drawn figure: its place, as shares of the width and height from the top left, and its
    words."""
    return [point for panel in figure.axes for point in _of_panel(panel)]


def _of_panel(panel: Axes) -> Iterator[tuple[float, float, str]]:
    width, height = panel.figure.bbox.size
    named = [line for line in panel.lines if not str(line.get_label()).startswith("_")]
    for line in named:
        data = line.get_xydata()
        for x, y in data[:: -(-len(data) // MOST)]:
            across, up = panel.transData.transform((x, y))
            if panel.bbox.contains(across, up):
                said = f"{panel.get_xlabel()} {panel.format_xdata(x)}: {panel.format_ydata(y)}"
                yield round(across / width, 3), round(1 - up / height, 3), f"{line.get_label()}, {said}"
