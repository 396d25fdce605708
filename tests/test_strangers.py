"""Known mistakes as strangers write them are still named: with other roundings, in single precision, in other words, in pairs."""

import random
from collections import Counter

import numpy as np
import pytest
from conftest import PIECES, ROOT
from keys import bare

from bnkit.authoring.make_key import PUBLIC_SEED
from bnkit.authoring.report import is_named, is_named_at_all
from bnkit.authoring.strangers import other_words, rounded, single
from bnkit.judging.judge import judge_piece
from bnkit.judging.prints import CLOSE, LEAST

COMMON = 8  # mistakes of each piece that every run tries in single precision
SOME = 10  # variants of each piece that every run tries
WORDS = ROOT / "tests" / "otherwords"
BELOW_SINGLE_PRECISION = {
    "numerical_gradient": {
        "all_entries_stepped",
        "one_number",
        "steps_left_in_x",
    },  # a step of 1e-5 is a rounding there
    "whiten": {"whitens_rows"},  # the covariance of more rows than features has no inverse but by rounding
    "batch_norm_images_backward": {"std_for_sqrt_in_dx"},  # so is the spread of variances that nearly agree
    "update_running_stats": {"eps_leaks_into_running_variance"},  # so is an eps of 1e-5, beside a variance of 1
}


@pytest.fixture(
    scope="session", params=[PUBLIC_SEED, pytest.param(11, marks=pytest.mark.slow)], ids=lambda seed: f"seed {seed}"
)
def piece_of(request):
    """The part of the key for an exercise."""
    return lambda chapter, exercise: bare(chapter, exercise, request.param)


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_a_mistake_is_named_under_rounding(piece_of, chapter, exercise):
    piece = piece_of(chapter, exercise)
    slugs = {each.__name__: each for each in exercise.mistakes}
    assert [slug for slug, each in slugs.items() if not is_named(rounded(each, 1), slug, piece)] == []


@pytest.mark.parametrize("chapter, exercise", PIECES)
@pytest.mark.parametrize("most", [COMMON, pytest.param(None, marks=pytest.mark.slow)])
def test_a_mistake_is_named_in_single_precision(piece_of, chapter, exercise, most):
    piece = piece_of(chapter, exercise)
    slugs = {each.__name__: each for each in exercise.mistakes[:most]}
    unnamed = {slug for slug, each in slugs.items() if not is_named(single(each), slug, piece)}
    assert unnamed <= BELOW_SINGLE_PRECISION.get(exercise.name, set())


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_a_mistake_in_other_words_is_named(piece_of, chapter, exercise):
    piece = piece_of(chapter, exercise)
    for slug, function in other_words(WORDS, chapter.name, exercise.name):
        assert is_named(function, slug, piece), f"{slug}, {function.__name__}: {judge_piece(function, piece)}"


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_three_mistakes_of_each_piece_are_in_two_other_words(chapter, exercise):
    counts = Counter(slug for slug, _ in other_words(WORDS, chapter.name, exercise.name))
    assert len(counts) >= 3 and min(counts.values()) >= 2


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_two_cases_tell_a_variant_apart_that_a_name_is_looked_up_by(piece_of, chapter, exercise):
    piece = piece_of(chapter, exercise)
    refusable = [answer.may_raise or answer.tolerance > CLOSE for answer in piece.answers if answer.decides]
    telling = [np.abs(np.nan_to_num(rows[:, ~np.array(refusable)])) > 100 * CLOSE for rows in piece.prints.values()]
    assert not telling or (np.max([each.sum(axis=1) for each in telling], axis=0) >= LEAST).all()


@pytest.mark.parametrize("chapter, exercise", PIECES)
@pytest.mark.parametrize("most", [SOME, pytest.param(None, marks=pytest.mark.slow)])
def test_what_the_key_knows_by_fingerprints_is_named(piece_of, chapter, exercise, most):
    piece = piece_of(chapter, exercise)
    variants = [variant for variant in exercise.variants if variant.__name__ in piece.variants]
    for variant in random.Random(exercise.name).sample(variants, min(most or len(variants), len(variants))):
        assert is_named_at_all(variant, piece), f"{variant.__name__}: {judge_piece(variant, piece)}"
