"""Vega-Lite charts with sliders, computed in the reader's browser."""

import html
import json
from collections.abc import Iterable, Mapping, Sequence

from bnkit.plots.style import INK, numbers

LEFT = {"align": "left", "x": 8, "y": 14}
RIGHT = {"align": "right", "x": {"expr": "width - 5"}, "y": 14}


class Slider:
    """A Vega-Lite chart that the reader's browser computes anew as a slider moves."""

    def __init__(self, spec: Mapping, alt: str):
        self.spec, self.alt = {**spec, "description": alt}, alt

    def _repr_html_(self) -> str:
        target = f"slider{next(numbers)}"
        text = json.dumps(self.spec).replace("</", "<\\/")
        return (
            f'<div class="slider" id="{target}" role="figure" aria-label="{html.escape(self.alt)}">'
            f"<p>{html.escape(self.alt)} It moves on the page of the book.</p></div>"
            f'<script type="application/json" class="vega-lite" data-target="{target}">{text}</script>'
        )


def chart(
    height: int, sliders: Sequence[Mapping], *layers: Mapping, data: Mapping | Sequence = (), transform=()
) -> dict:
    """A specification of layers over the same data: rows, or a Vega-Lite source. The sliders are from `range_of`."""
    return {
        "width": "container",
        "height": height,
        "data": data if isinstance(data, Mapping) else {"values": list(data)},
        "params": list(sliders),
        "transform": list(transform),
        "layer": list(layers),
    }


def layer(kind: str, look: Mapping, transform: Sequence[Mapping] = (), **encoding: Mapping) -> dict:
    """One layer: a kind of mark, its constant looks, and what its channels show."""
    return {"transform": list(transform), "mark": {"type": kind, **look}, "encoding": encoding}


def sentence(text: str, transform: Sequence[Mapping] = (), corner: Mapping = RIGHT) -> dict:
    """A layer with one line of text, a Vega expression, in a corner of the chart."""
    told = [*transform, *calculate({"told": text})]
    return layer("text", {"color": INK, "fontSize": 14, **corner}, told, text={"field": "told"})


def axis(field: str, title: str, **scale) -> dict:
    """A channel that shows a number on an axis with this title."""
    return {"field": field, "type": "quantitative", "title": title} | ({"scale": scale} if scale else {})


def at(ticks: Iterable[float]) -> dict:
    """The part of a channel that says where its axis has ticks."""
    return {"axis": {"values": list(ticks)}}


def calculate(fields: Mapping) -> list[dict]:
    """The transforms that compute fields, each by a Vega expression."""
    return [{"calculate": str(text), "as": name} for name, text in fields.items()]


def range_of(name: str, value: float, low: float, high: float, step: float, label: str) -> dict:
    """A slider that sets the parameter `name`."""
    bind = {"input": "range", "min": low, "max": high, "step": step, "name": label}
    return {"name": name, "value": value, "bind": bind}
