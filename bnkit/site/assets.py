"""MathJax and Vega as files of the site, so that no page asks another host for anything."""

import importlib.util
import shutil
from pathlib import Path

import vl_convert

MATHJAX = ("tex-chtml.js", "output/chtml/fonts/woff-v2")


def name_mathjax(app, config) -> None:
    """Point Sphinx at the site's own MathJax."""
    config.mathjax_path = "math.js"


def only_with_formulas(app, page, template, context, doctree) -> None:
    """Leave MathJax, which Sphinx also adds to a page above pages with formulas, out of pages without one."""
    if not app.env.get_domain("math").data["has_equations"].get(page):
        context["script_files"] = [
            file for file in context["script_files"] if not str(file.filename).endswith("math.js")
        ]


def copy(app) -> None:
    """Copy MathJax's script and fonts, and write Vega's bundle, into the site's static files."""
    if app.builder.name != "html":
        return
    static = Path(app.outdir) / "_static"
    package = Path(importlib.util.find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"
    for name in MATHJAX:
        _copy(package / name, static / "mathjax" / name)
    (static / "vega.js").write_text(vl_convert.javascript_bundle(), encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)
