"""What every figure has in common: the page's text colour, its palette, and words for who cannot see it."""

import html
import io
import itertools
import re
from typing import Any

import numpy as np
from matplotlib.figure import Figure

INK = "#010203"
BLUE, ORANGE, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#8f4f9f"
COLOURS = {"blue": BLUE, "orange": ORANGE, "green": GREEN, "purple": PURPLE}  # book.css has lighter ones for dark pages
STYLE: dict[Any, Any] = (
    {
        "figure.constrained_layout.use": True,
        "svg.fonttype": "none",
        "svg.hashsalt": "bnkit",
        "font.size": 11,
        "font.family": "sans-serif",
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    | {f"{part}.color": INK for part in ("text", "xtick", "ytick")}
    | {"axes.labelcolor": INK, "axes.edgecolor": INK}
)
numbers = itertools.count()


class Picture:
    """A figure as an SVG of the page: `alt` for who cannot see it, `caption` below it for everybody."""

    def __init__(self, figure: Figure, alt: str, caption: str = ""):
        self.figure, self.alt, self.caption = figure, alt, caption

    def _repr_html_(self) -> str:
        buffer = io.StringIO()
        self.figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        svg = buffer.getvalue()
        svg = svg[svg.index("<svg") :].replace(INK, "currentColor")
        for name, colour in COLOURS.items():
            svg = svg.replace(colour, f"var(--plot-{name}, {colour})")
        svg = _own_ids(svg, f"plot{next(numbers)}-")
        svg = svg.replace("<svg", f'<svg role="img" aria-label="{html.escape(self.alt)}"', 1)
        caption = f"<figcaption>{self.caption}</figcaption>" if self.caption else ""
        return f'<figure class="plot" style="--inches: {self.figure.get_figwidth():g}">{svg}{caption}</figure>'


def _own_ids(svg: str, prefix: str) -> str:
    """Ids that no other figure of the page has."""
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}", svg)


def axes(columns: int, width: float = 9.0, height: float = 3.0, **how) -> tuple[Figure, np.ndarray]:
    """A figure with its axes side by side, in the book's style."""
    figure = Figure(figsize=(width, height))
    return figure, np.atleast_1d(figure.subplots(1, columns, **how))
