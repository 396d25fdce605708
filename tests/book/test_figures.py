"""Figures come in two shapes, with words; a colour is the same in Python, in the styles and in the sliders' script."""

import json
import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

from bnkit.plots import company, gradient_check, graph, relatives, scale_slider
from bnkit.plots.palette import COLOURS, INK, LOOKS
from bnkit.plots.panels import apart, name_ends
from bnkit.plots.picture import drawn as decorator
from bnkit.plots.svg import on_page

STATIC = ROOT / "book" / "_static"
PAGES = sorted((ROOT / "book").glob("*.md"))


@pytest.fixture(scope="module")
def drawn():
    """Some figures, each with what a page gets of it: a graph, tables, a band and two lines."""
    h = 10.0 ** np.arange(-6, 0)
    seen = [np.random.default_rng(m).normal(size=200) for m in (2, 4, 8, 16)]
    pictures = [graph(), relatives(), company([2, 4, 8, 16], seen), gradient_check(h, h**2, h)]
    return [(picture, picture._repr_mimebundle_()) for picture in pictures]


def test_each_has_a_wide_and_a_narrow_shape_and_says_what_it_shows(drawn):
    for picture, bundle in drawn:
        shapes = BeautifulSoup(bundle["text/html"], "html.parser").select("div.plot > svg")
        assert [shape["class"][0] for shape in shapes] == ["wide", "narrow"]
        assert all(len(shape["aria-label"]) > 40 for shape in shapes)
        assert picture.narrow.get_figwidth() < picture.wide.get_figwidth()


def test_no_letter_is_smaller_than_those_of_ticks_not_even_an_exponent(drawn):
    for _, bundle in drawn:
        for svg in bundle["text/html"].split("<svg")[1:]:
            sizes = re.findall(r"font(?:-size)?: ([\d.]+)px", svg)
            assert len(sizes) > 10 and min(map(float, sizes)) >= 10


def test_paper_gets_a_drawing_and_no_address_of_an_object(drawn):
    for _, bundle in drawn:
        assert bundle["application/pdf"].startswith(b"%PDF") and bundle["image/png"].startswith(b"\x89PNG")
        assert "object at" not in bundle["text/plain"]


def test_values_lie_where_their_points_are(drawn):
    _, bundle = drawn[3]
    (svg, _) = BeautifulSoup(bundle["text/html"], "html.parser").select("div.plot > svg")
    told = [value for value in json.loads(svg["data-values"]) if "central" in value[2]]
    assert len(told) == 6 and "1e-12" in told[0][2]
    assert all(0 < x < 1 and 0 < y < 1 for x, y, _ in told)
    assert [x for x, *_ in told] == sorted(x for x, *_ in told)
    assert [y for _, y, _ in told] == sorted((y for _, y, _ in told), reverse=True)


@pytest.mark.parametrize(
    "together",
    [
        ("plain", "batch norm", "layer norm", "group norm"),
        ("plain", "batch norm", "l1", "l∞"),
        ("plain", "batch norm", "noisy batch norm", "noise, no batch norm"),
        ("plain", "dropout", "batch norm", "batch norm and dropout", "ghost batch norm"),
    ],
)
def test_nets_of_one_figure_are_told_apart_without_colour(together):
    assert len({LOOKS[name].mark for name in together}) == len(together)
    assert len({(LOOKS[name].colour, str(LOOKS[name].line)) for name in together}) == len(together)


def test_styles_and_scripts_know_the_palette():
    css, script = (STATIC / "book.css").read_text(), (STATIC / "sliders.js").read_text()
    for name, colour in COLOURS.items():
        assert f"--plot-{name}: {colour}" in css and f'"{colour}": "--plot-{name}"' in script
    assert f'"{INK}"' in script


def test_a_name_stands_behind_the_dash_and_the_mark_of_its_line():
    @decorator()
    def together(panels):
        for look in LOOKS.values():
            panels[0].plot([0, 1], [0, 1], color=look.colour, linestyle=look.line, marker=look.mark, label="name")
        name_ends(panels[0])
        return "Lines that end on one point."

    picture = together()
    lines = {"name": [], "_key": []}
    for line in picture.wide.axes[0].lines:
        lines[line.get_label()].append((line.get_color(), line.get_marker()))
    assert sorted(lines["name"]) == sorted(lines["_key"])
    styles = [
        path["style"] for path in BeautifulSoup(picture.svg("wide"), "html.parser").select("path[style*=dasharray]")
    ]
    dashes = Counter((re.search("stroke: ([^;]*)", style)[1], proportions(style)) for style in styles)
    assert len(dashes) > 5 and all(count % 2 == 0 for count in dashes.values())


def proportions(style):
    """The lengths of a line's dashes and gaps, as multiples of the last."""
    lengths = [float(length) for length in re.search("stroke-dasharray: ([^;]*)", style)[1].split(",")]
    return tuple(round(length / lengths[-1], 2) for length in lengths)


@pytest.mark.parametrize("heights", [[0.5, 0.5, 0.5], [0.1, 0.2, 0.9], [0.0], []])
def test_names_never_lie_on_each_other(heights):
    places = apart(heights, [0.1] * len(heights))
    assert all(high - low >= 0.1 - 1e-12 for low, high in pairwise(places))
    if heights == [0.1, 0.2, 0.9]:
        assert places == pytest.approx(heights)


def test_the_factor_that_a_slider_tells_is_the_gradients():
    torch = pytest.importorskip("torch")
    random = np.random.default_rng(0)
    z, g = random.normal(0.5, 1, size=40), random.normal(size=40)
    c = z - z.mean()
    g -= g.mean()
    g -= c * (g @ c) / (c @ c)  # at a right angle to 1 and to x̂: only s acts on it

    def size(a):
        """The length of the gradient behind batch norm of a·z."""
        given = torch.tensor(a * z, requires_grad=True)
        centred = given - given.mean()
        (centred / (centred.square().mean() + 1e-5).sqrt()).backward(torch.tensor(g))
        return given.grad.norm().item()

    assert f"at 0.001 only {size(0.001) / size(1):.0f} times" in scale_slider(z).alt


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_figure_has_a_name_and_a_caption(path):
    text = path.read_text()
    calls = re.findall(r"^(?:plots|measured)\.(?!results|slope)\w+\(", text, re.M)
    assert len(re.findall(r"^    name: fig-[\w-]+\n    caption: >-\n      \S", text, re.M)) == len(calls)


def test_coordinates_are_to_a_hundredth_of_a_point_and_words_as_they_were():
    svg = on_page('<svg><path d="M 1.23456 -7.0009"/><text x="3.14159">0.12345</text></svg>', "p-")
    assert svg == '<svg><path d="M 1.23 -7.0"/><text x="3.14">0.12345</text></svg>'


def test_groups_that_say_nothing_go_and_those_that_say_something_stay():
    inner = '<g id="b"><g clip-path="url(#c)">\n <g><path d="M 1 2"/></g>\n</g></g><g id="d"/>'
    svg = on_page(f'<svg><g id="a">{inner}</g><text style="font-family: \'X\', serif; x: 1">g</text></svg>', "p-")
    kept = '<g clip-path="url(#p-c)"><path d="M 1 2"/></g>'
    assert svg == f'<svg font-family="\'X\', serif">{kept}<text style=" x: 1">g</text></svg>'
