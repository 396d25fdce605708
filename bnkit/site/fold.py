"""A closed box on a page, that opens at a click."""

from typing import Any

from docutils import nodes
from sphinx_design.shared import create_component


def fold(title: str, child: nodes.Node) -> nodes.Node:
    """The box, with `child` in it."""
    looks: dict[str, Any] = {"container_classes": ["sd-mb-3"], "title_classes": [], "body_classes": []}
    looks |= {"opened": False, "has_title": True, "icon": None, "chevron": None}
    return create_component("dropdown", children=[nodes.rubric("", title), child], type="dropdown", **looks)
