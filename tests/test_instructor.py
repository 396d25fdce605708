"""The instructor's notebooks run from top to bottom, and show what learners must not see."""

import contextlib
import io
import json

import pytest
from conftest import CHAPTERS, ROOT
from IPython.core.inputtransformer2 import TransformerManager

from bnkit.authoring.hunt_cells import right
from bnkit.authoring.instructor import instructors
from bnkit.authoring.where import Where
from bnkit.cli import main


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_every_cell_runs_with_the_right_answers_and_every_check_gives_full_points(chapter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    namespace, printed = {"__name__": "__main__"}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        for cell in instructors(chapter, Where()).cells:
            if cell.cell_type == "code":
                exec(compile(TransformerManager().transform_cell(cell.source), cell.id, "exec"), namespace)
    for exercise in chapter.exercises:
        assert f"✓ {exercise.name}: {exercise.points} of {exercise.points} points" in printed.getvalue()
    for hunt, _ in chapter.graded:
        assert f"✓ {hunt.name}: {hunt.points} of {hunt.points} points" in printed.getvalue()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_rubrics_are_in_the_instructors_version_alone(chapter):
    assert chapter.questions
    learners = (ROOT / "exercises" / chapter.name / f"{chapter.name}.ipynb").read_text()
    mine = json.dumps(instructors(chapter, Where()), ensure_ascii=False)
    for hunt, exercise in chapter.graded:
        assert right(hunt, exercise).splitlines()[-1] not in learners.replace('\\"', '"')
    for question in chapter.questions:
        rubric = json.dumps(question.rubric, ensure_ascii=False)[1:-1]
        assert rubric in mine and rubric not in learners and question.points == question.rubric.count("1 point")


def test_the_command_writes_them(tmp_path, capsys):
    assert main(["build", "--source", str(ROOT / "solutions"), "--instructor", str(tmp_path)]) == 0
    assert sorted(path.stem for path in tmp_path.glob("*.ipynb")) == [chapter.name for chapter in CHAPTERS]
