"""Vega-Lite charts with sliders, computed in the reader's browser."""

import html
import json
from collections.abc import Mapping

from bnkit.plots.style import numbers


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


def axis(field: str, title: str) -> dict:
    return {"field": field, "type": "quantitative", "title": title}


def calculate(fields: Mapping) -> list[dict]:
    return [{"calculate": str(text), "as": name} for name, text in fields.items()]


def range_of(name: str, value: float, low: float, high: float, step: float, label: str) -> dict:
    return {
        "name": name,
        "value": value,
        "bind": {"input": "range", "min": low, "max": high, "step": step, "name": label},
    }
