"""Vega-Lite charts with sliders, computed in the reader's browser."""

import html
import importlib.util
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bnkit.plots.palette import INK
from bnkit.plots.svg import numbers, on_page

RIGHT = {"align": "right", "x": {"expr": "width"}, "y": -10}
MIDDLE = {"align": "center"}
TEXT = {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 13, "titleFontWeight": "normal"}
LINES = {"gridColor": "#888888", "gridOpacity": 0.25, "domainColor": INK, "tickColor": INK}
FEW = {"tickCount": 7, "labelFlush": False}
CONFIG = {"axis": TEXT | LINES, "axisX": FEW, "view": {"stroke": None}}
STILL = 640  # pixels across, on paper and until the page's script has drawn the chart


class Slider:
    """A Vega-Lite chart that the reader's browser computes anew as a slider moves."""

    def __init__(self, spec: Mapping, alt: str):
        self.spec, self.alt = {**spec, "description": alt}, alt

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        """The chart for a page; for paper and for a reader of books, as it is before a slider moves."""
        bundle = {"text/html": self._repr_html_(), "text/plain": self.alt}
        if importlib.util.find_spec("vl_convert"):
            bundle |= {"application/pdf": self.still("pdf"), "image/png": self.still("png", scale=2)}
        return bundle

    def _repr_html_(self) -> str:
        target = f"slider{next(numbers)}"
        text = json.dumps(self.spec).replace("</", "<\\/")
        still = f"<p>{html.escape(self.alt)} It moves on the page of the book.</p>"
        if importlib.util.find_spec("vl_convert"):
            still = on_page(self.still("svg"), f"{target}-")
        return (
            f'<div class="slider" id="{target}" role="figure" aria-label="{html.escape(self.alt)}">{still}</div>'
            f'<script type="application/json" class="vega-lite" data-target="{target}">{text}</script>'
        )

    def still(self, kind: str, **how) -> Any:
        """The chart at its sliders' first positions, as "svg", "pdf" or "png"."""
        import vl_convert

        spec = {**self.spec, "width": STILL, "background": None if kind == "svg" else "white"}
        return getattr(vl_convert, f"vegalite_to_{kind}")(spec, **how)


def chart(
    height: int, sliders: Sequence[Mapping], *layers: Mapping, data: Mapping | Sequence = (), transform=()
) -> dict:
    """A specification of layers over the same data: rows, or a Vega-Lite source. The sliders are from `range_of`."""
    return {
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": None,
        "config": CONFIG,
        "data": data if isinstance(data, Mapping) else {"values": list(data)},
        "params": [{name: part for name, part in slider.items() if name != "texts"} for slider in sliders],
        "usermeta": {"texts": {slider["name"]: slider["texts"] for slider in sliders if slider["texts"]}},
        "transform": list(transform),
        "layer": list(layers),
    }


def layer(kind: str, look: Mapping, transform: Sequence[Mapping] = (), **encoding: Mapping) -> dict:
    """One layer: a kind of mark, its constant looks, and what its channels show."""
    return {"transform": list(transform), "mark": {"type": kind, **look}, "encoding": encoding}


def sentence(text: str, transform: Sequence[Mapping] = ()) -> dict:
    """A layer with one line of text, a Vega expression, above the chart; the page says it when a slider moves."""
    told = [*transform, *calculate({"told": text})]
    return {"name": "told", **layer("text", {"color": INK, "fontSize": 14, **RIGHT}, told, text={"field": "told"})}


def named(text: str, where: str, colour: str, place: Mapping = MIDDLE, dy: float = 0, **channels: Mapping) -> dict:
    """A layer that writes `text` beside the point of the line for which the Vega expression `where` holds."""
    look = {"color": colour, "fontSize": 13, "dy": dy, **place}
    return layer("text", look, [{"filter": where}], text={"value": text}, **channels)


def axis(field: str, title: str, **scale) -> dict:
    """A channel that shows a number on an axis with this title."""
    return {"field": field, "type": "quantitative", "title": title} | ({"scale": scale} if scale else {})


def at(ticks: Iterable[float]) -> dict:
    """The part of a channel that says where its axis has ticks."""
    return {"axis": {"values": list(ticks)}}


def calculate(fields: Mapping) -> list[dict]:
    """The transforms that compute fields, each by a Vega expression."""
    return [{"calculate": str(text), "as": name} for name, text in fields.items()]


def range_of(
    name: str, value: float, low: float, high: float, step: float, label: str, texts: Sequence[str] = ()
) -> dict:
    """A slider that sets the parameter `name`; `texts` says for each of its positions what the page shows, if not the number."""
    bind = {"input": "range", "min": low, "max": high, "step": step, "name": label}
    return {"name": name, "value": value, "bind": bind, "texts": list(texts)}
