"""The catalogue tests the checker: every mistake rejected, named and told apart; every solution right; every stub refused."""

import pytest
from conftest import PIECES
from keys import SLOW_SEEDS, bare

from bnkit.authoring.exercise import stub
from bnkit.judging.judge import judge_piece
from bnkit.judging.spoiled import spoiled


@pytest.fixture(scope="session", params=SLOW_SEEDS, ids=lambda seed: f"seed {seed}")
def piece_of(request):
    """The part of the key for an exercise."""
    return lambda chapter, exercise: bare(chapter, exercise, request.param)


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_every_mistake_is_rejected_and_named_on_every_output_it_spoils(piece_of, chapter, exercise):
    key = piece_of(chapter, exercise)
    for mistake in exercise.mistakes:
        verdict = judge_piece(mistake, key)
        refused = {name: output for name, output in verdict.outputs.items() if not output.right}
        assert refused, f"{mistake.__name__} is accepted"
        assert list(refused) == list(spoiled(key, mistake.__name__)), "what the page of mistakes says"
        named = {name: (output.mistake, *output.others) for name, output in refused.items()}
        assert named == dict.fromkeys(refused, (mistake.__name__,))
        assert not any(output.besides for output in refused.values()), f"{mistake.__name__} is called two"


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_the_solution_gets_full_points_without_a_note(piece_of, chapter, exercise):
    verdict = judge_piece(exercise.solution, piece_of(chapter, exercise))
    assert verdict.right and verdict.points == exercise.points and not verdict.notes, str(verdict)


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_the_stub_is_refused_as_not_written_yet(piece_of, chapter, exercise):
    namespace = {}
    exec(stub(exercise.solution), namespace)
    verdict = judge_piece(namespace[exercise.name], piece_of(chapter, exercise))
    assert verdict.points == 0 and "not written yet" in str(verdict)


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_a_fragile_answer_gets_its_points_and_the_note(piece_of, chapter, exercise):
    key = piece_of(chapter, exercise)
    for fragile in exercise.fragile:
        verdict = judge_piece(fragile, key)
        assert verdict.right and verdict.points == exercise.points and key.messages[fragile.__name__] in verdict.notes
