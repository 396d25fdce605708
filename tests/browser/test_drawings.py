"""What a page gets of a drawing looks as Matplotlib drew it."""

import io
import re

import matplotlib
import numpy as np
import pytest

from bnkit.plots import graph, measured, relatives
from bnkit.plots.palette import INK
from bnkit.plots.picture import STYLE

PICTURES = {
    "graph": graph,
    "relatives": relatives,
    "speed": lambda: measured.speed(measured.results("speed")),
    "learning_rates": lambda: measured.learning_rates(measured.results("learning_rates")),
}
TAG = re.compile("<[a-z]")


def rounded(svg: str) -> str:
    """The drawing with each number in a tag to a hundredth."""
    return re.sub(r"<[^>]*>", lambda tag: re.sub(r"\d+\.\d+", lambda one: str(round(float(one[0]), 2)), tag[0]), svg)


@pytest.fixture
def shown(chromium):
    """The pixels of a drawing, in the ink's colour."""
    page = chromium.new_page(viewport={"width": 1000, "height": 900})

    def pixels(svg: str) -> np.ndarray:
        page.set_content(f"<body style='margin: 0; color: {INK}; font-family: serif'>{svg}")
        page.evaluate("document.querySelector('svg').style.display = 'block'")
        return matplotlib.image.imread(io.BytesIO(page.locator("svg").screenshot()))

    yield pixels
    page.close()


@pytest.mark.parametrize("shape", ["wide", "narrow"])
@pytest.mark.parametrize("name", PICTURES)
def test_a_page_gets_the_same_pixels_of_fewer_elements(shown, name, shape):
    picture, file = PICTURES[name](), io.StringIO()
    figure = getattr(picture, shape)
    with matplotlib.rc_context(STYLE):
        figure.savefig(file, format="svg", transparent=True)
        figure.set_layout_engine("none")  # a second time it would be laid out a little differently
    matplotlibs = file.getvalue()[file.getvalue().index("<svg") :]
    ours = picture.svg(shape)
    assert np.array_equal(shown(ours), shown(rounded(matplotlibs)))
    assert len(TAG.findall(ours)) < 0.75 * len(TAG.findall(matplotlibs))
