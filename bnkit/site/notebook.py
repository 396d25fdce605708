"""Each page with code as a notebook that runs anywhere, made from what the build executed and offered for download."""

import ast
import json
import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from bnkit.authoring.build import write_notebook
from bnkit.authoring.where import Where
from bnkit.site.measured import SHOWN, parts, value
from bnkit.site.plain import plain_markdown, unglued


def name(app, page, template, context, doctree) -> None:
    """Tell the theme of the notebook of a page that was executed."""
    if _executed(app, page).is_file():
        context["ipynb_source"] = f"{page}.ipynb"


def write_all(app, error) -> None:
    """Write the notebooks beside the pages' sources."""
    for page in () if error or app.builder.name != "html" else app.env.found_docs:
        executed = _executed(app, page)
        if executed.is_file():
            notebook = portable(app, nbformat.read(executed, 4), _glued(executed))
            write_notebook(Path(app.outdir) / "_sources" / f"{page}.ipynb", notebook)


def _executed(app, page: str) -> Path:
    return Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"


def _glued(executed: Path) -> dict[str, str]:
    """The numbers that the page computed for its text."""
    kept = executed.with_suffix(".glue.json")
    found = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    return {name: ast.literal_eval(output["data"]["text/plain"]) for name, output in found.items()}


def portable(app, notebook: nbformat.NotebookNode, glued: dict[str, str]) -> nbformat.NotebookNode:
    """The notebook without what only the book's build understands, and with a cell that installs bnkit."""
    cells = [new_code_cell(Where.of(Path(app.srcdir) / "solutions").install, id="install")]
    for cell in notebook.cells:
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if cell.cell_type == "code":
            cell.source, cell.outputs, cell.execution_count, cell.metadata = unglued(cell.source), [], None, {}
        else:
            cell.source = plain_markdown(cell.source, lambda role: _said(app, glued, role))
        cells += [cell] if cell.source.strip() else []
        if figure:
            caption = plain_markdown(figure["caption"], lambda role: _said(app, glued, role))
            cells.append(new_markdown_cell(f"*{_numbered(app, figure['name'])}.* {caption}", id=figure["name"]))
    notebook.cells = cells
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return notebook


def _numbered(app, label: str) -> str:
    """What the book calls a figure, as "Figure 2.1"."""
    page, anchor, _ = app.env.get_domain("std").labels[label]
    return "Figure " + ".".join(map(str, app.env.toc_fignumbers[page]["figure"][anchor]))


def _said(app, glued: dict[str, str], role: re.Match) -> str:
    kind, text = role["name"], role["text"]
    if kind in SHOWN:
        experiment, path, form = parts(text)
        results = json.loads((Path(app.srcdir) / "book" / "results" / f"{experiment}.json").read_text("utf-8"))
        return format(SHOWN[kind](value(results, path)), form)
    if kind == "numref":
        return _numbered(app, text)
    if kind == "glue:text":
        return glued[text]
    if kind == "doc" and not role["target"]:
        return app.env.titles[f"book/{text.rpartition('/')[2]}"].astext()
    if kind.startswith("cite"):
        names = ", ".join(re.sub(r"([a-z]+)(\d{4}).*", r"\1 \2", key).capitalize() for key in text.split(","))
        return names if kind == "cite:t" else f"({names})"
    return f"({text.removeprefix('eq-')})" if kind == "eq" else text
