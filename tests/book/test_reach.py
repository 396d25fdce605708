"""From an exercise in its notebook to its section on the page, and from there back to the notebook."""

import json
import re
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from conftest import PIECES, ROOT

from bnkit.authoring.where import Where

SITE = Where.of(ROOT / "solutions").site


@pytest.fixture(scope="module")
def page(html):
    """A page of the site by its address there, parsed once."""
    parsed = {}

    def read(address):
        if address not in parsed:
            parsed[address] = BeautifulSoup((html / address).read_text(), "html.parser")
        return parsed[address]

    return read


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_the_notebook_leads_to_the_section_and_the_section_to_the_notebook(html, page, chapter, exercise):
    released = ROOT / "exercises" / chapter.name / f"{chapter.name}.ipynb"
    cells = {cell["id"]: cell["source"] for cell in json.loads(released.read_text())["cells"]}
    (link,) = re.findall(r"^Its section in the book: \[.*\]\((.*)\)$", "".join(cells[f"{exercise.name}-text"]), re.M)
    address, anchor = link.removeprefix(SITE).split("#")
    box = section_of(page(address), anchor).find(id=f"piece-{exercise.name}")
    (download,) = (each["href"] for each in box.select("a.download"))
    assert (html / urljoin(address, download)).read_bytes() == released.read_bytes()


def section_of(document, anchor):
    """The section that begins where `anchor` leads."""
    place = document.find(id=anchor)
    return place if place.name == "section" else place.find_parent("section")


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_the_gallery_and_the_page_lead_to_each_other(page, chapter, exercise):
    gallery = page("book/mistakes.html").find(id=f"mistakes-{exercise.name}")
    assert gallery.find(href=f"{chapter.name}.html#piece-{exercise.name}")
    box = page(f"book/{chapter.name}.html").find(id=f"piece-{exercise.name}")
    assert box.find(href=f"mistakes.html#mistakes-{exercise.name}")
