"""The reference: how docstrings are shown, and that nothing public is left out."""

import re

import pytest
from docutils import nodes

import bnkit
from bnkit.site.api import kind, members, signature, subcommands
from bnkit.site.docstring import as_nodes, definitions


def test_a_column_of_names_becomes_definitions():
    text = "x      the input,\n       of shape (N, D)\ngamma  the scale"
    assert definitions(text) == {"x": "the input, of shape (N, D)", "gamma": "the scale"}


@pytest.mark.parametrize("text", ["Prose with  two spaces\nand a second line.", "Plain prose.", "x  one\n y  two", ""])
def test_other_text_does_not(text):
    assert definitions(text) == {}


def test_what_is_aligned_is_kept_verbatim_and_prose_is_not():
    formula = "    mean  = (1/m) Σ x\n    x_hat = (x − mean)"
    prose, verbatim, last = as_nodes(f"Normalize `x` over\nthe batch.\n\n{formula}\n\nReturns y.")
    assert verbatim.astext() == formula and isinstance(verbatim, nodes.literal_block)
    assert prose.astext() == "Normalize x over the batch." and last.astext() == "Returns y."


def test_signatures_name_types_without_their_modules():
    assert (
        signature(bnkit.judge)
        == "(function: Callable, name: str | None = None, key: Path | Key | None = None) -> Verdict"
    )
    assert signature(bnkit.Verdict.of).endswith("-> Verdict") and "{}" in signature(bnkit.Exercise)
    assert signature(bnkit.NoKey) == "" and kind(bnkit.NoKey) == "exception"
    assert [name for name, _ in members(bnkit.Verdict)] == ["right", "unwritten", "mistakes", "as_dict", "of"]


def test_everything_public_and_every_command_is_in_the_reference(html):
    page = (html / "book" / "api.html").read_text()
    ids = set(re.findall(r'id="([^"]*)"', page))
    assert {f"bnkit.{name}" for name in bnkit.__all__} <= ids
    assert {f"bnkit-{name}" for name in subcommands()} <= ids
