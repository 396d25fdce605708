"""Formulas as MathML, for readers of books, which have no MathJax."""

import re
from html import escape

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util import logging

SPELLINGS = {  # for what docutils does not read: \dots, \frac12, and brackets of a given size
    r"\\dots\b": r"\\ldots",
    r"\\([dt]?frac)(\d)(\d)": r"\\\1{\2}{\3}",
    r"\\[bB]igg?[lr](?![a-z])": "",
}
log = logging.getLogger(__name__)


def mathml(node: nodes.Element, as_block: bool) -> str:
    """The formula of a math node; its TeX, with a warning, where it cannot be read."""
    tex = node.astext()
    for old, new in SPELLINGS.items():
        tex = re.sub(old, new, tex)
    try:
        return tex2mathml(tex, as_block=as_block).replace("&ApplyFunction;", "&#8289;")
    except MathError as error:
        log.warning("no MathML: %s", error, location=node)
        return escape(node.astext())


def visit_inline(translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    translator.body.append(mathml(node, as_block=False))
    raise nodes.SkipNode


def visit_block(translator, node: nodes.math_block) -> None:
    """Write a formula on lines of its own, with its number."""
    anchor = f' id="{node["ids"][0]}"' if node["ids"] else ""
    number = f'<span class="eqno">({node["number"]})</span>' if node.get("number") else ""
    translator.body.append(f'<div class="math"{anchor}>{number}{mathml(node, as_block=True)}</div>')
    raise nodes.SkipNode
