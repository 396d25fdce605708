"""The gallery of mistakes: what it says of them is what the checks find, and each of them can be linked to."""

import pytest
from conftest import CHAPTERS, PIECES
from keys import bare

from bnkit.authoring.make_key import PUBLIC_SEED
from bnkit.judging.spoiled import extent, hides
from bnkit.site.gallery import symptom

CASES = ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(
    "wrong, told",
    [
        (CASES, "wrong in every case"),
        (["b"], "wrong in 1 of 5 cases: where b"),
        (["b", "d"], "wrong in 2 of 5 cases: where b or d"),
        (["a", "b", "c"], "wrong in 3 of 5 cases; hidden where d or e"),
    ],
)
def test_the_smaller_side_is_told(wrong, told):
    assert extent(wrong, CASES) == told


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_a_fragile_answer_is_told_by_its_note(chapter, exercise):
    key = bare(chapter, exercise, PUBLIC_SEED)
    for fragile in exercise.fragile:
        assert symptom(key, fragile.__name__).startswith("Full points, and this note where ")
        assert hides(key, fragile.__name__)


def test_every_mistake_has_its_anchor_in_the_page(html):
    page = (html / "book" / "mistakes.html").read_text()
    for chapter in CHAPTERS:
        for exercise in chapter.exercises:
            for mistake in (*exercise.mistakes, *exercise.fragile):
                assert f'id="mistake-{exercise.name}-{mistake.__name__}"' in page
        for slug in getattr(chapter.module, "DEMONSTRATIONS", {}):
            assert f">{slug}<" in page
