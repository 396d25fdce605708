"""Links, as far as they can be checked without a network. Links within the site are followed in tests/browser."""

import re

import pytest
from conftest import ROOT

OWN = [ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG", "LICENSE-TEXT")]
SOURCES = [*OWN, *sorted((ROOT / "book").glob("*.md")), ROOT / "book" / "references.bib"]
ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"'`)}\]]+")
FORM = re.compile(r"https://(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:/[\w./~%?=&#+-]*[\w/])?")
HERE = "http://localhost:8000"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_links_to_other_sites_are_well_formed(path):
    found = [address.rstrip(".,;") for address in ADDRESS.findall(path.read_text())]
    assert [address for address in found if not FORM.fullmatch(address) and not address.startswith(HERE)] == []


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_links_lead_to_files(path):
    found = re.findall(r"\]\(([^)#\s]+)", path.read_text())
    assert [link for link in found if not ADDRESS.match(link) and not (ROOT / link).exists()] == []


def test_what_the_bibliography_names_at_arxiv_has_the_form_of_a_number():
    named = re.findall(r"eprint = \{([\w./-]+)", (ROOT / "book" / "references.bib").read_text())
    assert named and [each for each in named if not re.fullmatch(r"\d{4}\.\d{4,5}", each)] == []


@pytest.mark.parametrize(
    "bad", ["https://arxiv", "http://arxiv.org/abs/1", "https://arxiv.org/a b", "https://x.org/a."]
)
def test_a_broken_form_is_found(bad):
    assert not FORM.fullmatch(bad)
