"""A figure in two shapes, of which the page shows the one that fits, and words for who cannot see it."""

import functools
import html
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from bnkit.plots.palette import INK
from bnkit.plots.svg import numbers, on_page
from bnkit.plots.values import values

LETTERS = 11  # points; those of ticks are 10: at 65 pixels an inch, the least that a page shows, 9 pixels
STYLE = (
    {
        "figure.constrained_layout.use": True,
        "figure.constrained_layout.h_pad": 0.09,
        "figure.constrained_layout.w_pad": 0.07,
        "svg.fonttype": "none",
        "svg.hashsalt": "bnkit",
        "font.size": LETTERS,
        "font.family": "sans-serif",
        "axes.titlesize": LETTERS,
        "axes.labelsize": LETTERS,
        "xtick.labelsize": 10,
        "ytick.labelsize": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "lines.linewidth": 2,
    }
    | {f"{part}.color": INK for part in ("text", "xtick", "ytick")}
    | {"axes.labelcolor": INK, "axes.edgecolor": INK}
)
# for saving: a figure without a layout of its own gets none
LAID_OUT = STYLE | {"figure.constrained_layout.use": False}
WIDE, NARROW = 9.0, 4.2  # inches


class Picture:
    """A figure in a wide and a narrow shape; `alt` says what it shows to who cannot see it."""

    def __init__(self, wide: Figure, narrow: Figure, alt: str):
        self.wide, self.narrow, self.alt = wide, narrow, alt

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        """Both shapes for a page, the wide one for paper and for a reader of books."""
        return {
            "text/html": self._repr_html_(),
            "application/pdf": self._bytes("pdf"),
            "image/png": self._bytes("png"),
            "text/plain": self.alt,
        }

    def _repr_html_(self) -> str:
        return f'<div class="plot">{self.svg("wide")}{self.svg("narrow")}</div>'

    def svg(self, shape: str) -> str:
        """One shape, "wide" or "narrow", as an SVG element."""
        figure = getattr(self, shape)
        buffer = io.StringIO()
        with rc_context(LAID_OUT):
            figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
            figure.set_layout_engine(None)  # it has been laid out, for which each save draws it once more
        svg = on_page(buffer.getvalue(), f"plot{next(numbers)}-")
        told = html.escape(json.dumps(values(figure), ensure_ascii=False, separators=(",", ":")))
        words = f'class="{shape}" role="img" aria-label="{html.escape(self.alt)}" data-values="{told}"'
        hidden = "" if shape == "wide" else "; display: none"  # until a page's styles say otherwise
        return svg.replace("<svg", f'<svg {words} style="--inches: {figure.get_figwidth():g}{hidden}"', 1)

    def save(self, path: Path) -> None:
        """Write the wide shape into a PNG file."""
        path.write_bytes(self._bytes("png"))

    def _bytes(self, kind: str) -> bytes:
        buffer = io.BytesIO()
        dated = {"metadata": {"CreationDate": None}} if kind == "pdf" else {}
        with rc_context(LAID_OUT):
            self.wide.savefig(buffer, format=kind, dpi=160, **dated)
        return buffer.getvalue()


def drawn(
    rows: int = 1, columns: int = 1, width: float = WIDE, height: float = 3.0, narrow: tuple = (), tall: float = 2.6
) -> Callable:
    """Make a function that draws on a list of panels and returns what they show into one that returns a Picture.

    rows, columns  how the panels lie in the wide shape
    width, height  in inches: of the wide shape, and of a row of it
    narrow         rows and columns of the narrow shape; one panel below the other, if empty
    tall           the height of a row of the narrow shape, in inches
    """
    count = rows * columns
    shapes = ((rows, columns, width, height), (*(narrow or (count, 1)), NARROW, tall))

    def decorate(draw: Callable[..., str]) -> Callable[..., Picture]:
        @functools.wraps(draw)
        @rc_context(STYLE)
        def picture(*arguments, **named) -> Picture:
            figures: list[Figure] = []
            for lines, across, inches, high in shapes:
                figures.append(Figure(figsize=(inches, lines * high)))
                panels = list(figures[-1].subplots(lines, across, squeeze=False).flat)
                alt = draw(panels[:count], *arguments, **named)
                for empty in panels[count:]:
                    empty.axis("off")
            wide, stacked = figures
            return Picture(wide, stacked, alt)

        return picture

    return decorate
