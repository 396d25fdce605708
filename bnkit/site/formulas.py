"""Formulas, typeset while the book is built: MathJax in a JavaScript engine of Python's, with what a screen reader needs."""

import importlib.resources
import json
import re
from pathlib import Path

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.errors import ExtensionError
from sphinx.util.math import get_node_equation_number

NAME = "typeset"
FONTS = "output/chtml/fonts/woff-v2"
PARTS = (
    "startup",
    "core",
    "adaptors/liteDOM",
    "input/tex",
    "output/chtml",
    "output/chtml/fonts/tex",
    "a11y/assistive-mml",
)
SETTINGS = """
globalThis.global = globalThis;
globalThis.MathJax = {
  startup: {typeset: false, adaptor: "liteAdaptor", document: ""},
  tex: {formatError: (_, error) => { throw error; }},
  chtml: {fontURL: "FONTS", scale: 1.15},
  options: {enableMenu: false},
};
"""
BEGIN = """
MathJax.startup.getComponents();
MathJax.startup.makeMethods();
const {adaptor, output} = MathJax.startup;
function typeset(tex, display) { return adaptor.outerHTML(MathJax.tex2chtml(tex, {display})); }
function style() {
  const used = adaptor.textContent(MathJax.chtmlStylesheet());
  output.clearCache();
  return used;
}
"""
PUNCTUATION = re.compile(r"(<span class=\"math[^>]*>(?:(?!</?span).)*</span>[.,;:?!)’”]+)", re.S)


def mathjax() -> Path:
    """The folder of MathJax's files."""
    return Path(str(importlib.resources.files("sphinx-mathjax-offline"))) / "static" / "mathjax"


class Typesetter:
    """MathJax: TeX in, HTML out. `close` ends it."""

    def __init__(self, fonts: str) -> None:
        self.engine = MiniRacer()
        self.engine.eval(SETTINGS.replace("FONTS", fonts))
        for part in PARTS:
            self.engine.eval((mathjax() / f"{part}.js").read_text(encoding="utf-8"))
        self.engine.eval(BEGIN)

    def html(self, tex: str, display: bool = False) -> str:
        """The formula's HTML. Raises ValueError where TeX does not understand it."""
        try:
            return str(self.engine.eval(f"typeset({json.dumps(tex)}, {json.dumps(display)})"))
        except JSEvalException as error:
            raise ValueError(f"TeX does not understand {tex!r}: {str(error).splitlines()[0]}") from None

    def style(self) -> str:
        """The style sheet of what was typeset since the last call."""
        return str(self.engine.eval("style()"))

    def close(self) -> None:
        """End the engine, whose thread would keep the program alive."""
        self.engine.close()


def open_typesetter(app) -> None:
    """Give the application its typesetter."""
    app.bnkit_typesetter = Typesetter(f"../_static/mathjax/{FONTS}")


def close_typesetter(app, error) -> None:
    """Close it."""
    app.bnkit_typesetter.close()


def visit_math(translator, node: nodes.math) -> None:
    """Write a formula in a line."""
    translator.body.append(f'<span class="math">{_typeset(translator, node, False)}</span>')
    raise nodes.SkipNode


def visit_math_block(translator, node: nodes.math_block) -> None:
    """Write a formula on lines of its own, with its number."""
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append(_typeset(translator, node, True) + "</div>\n")
    raise nodes.SkipNode


def _typeset(translator, node: nodes.Element, display: bool) -> str:
    try:
        return translator.builder.app.bnkit_typesetter.html(node.astext(), display)
    except ValueError as error:
        raise ExtensionError(f"{node.source or translator.builder.current_docname}: {error}") from None


def finish(app, page, template, context, doctree) -> None:
    """Give the page the style of its formulas, and keep a formula on the line of the punctuation that follows it."""
    if "<mjx-container" in context.get("body", ""):
        context["metatags"] = context.get("metatags", "") + f"\n<style>{app.bnkit_typesetter.style()}</style>"
        context["body"] = PUNCTUATION.sub(r'<span class="unbroken">\1</span>', context["body"])
