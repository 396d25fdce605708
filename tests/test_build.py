"""exercises/ is what solutions/ makes it, and gives nothing away."""

import ast
import inspect
import json
import shutil
import sys
from types import ModuleType

import nbformat
import numpy as np
import pytest
from conftest import CHAPTERS, PIECES, ROOT

from bnkit.authoring.build import build, notebook_of
from bnkit.authoring.catalogue import NAME, chapter_of
from bnkit.authoring.chapter import load
from bnkit.authoring.exercise import BrokenSource
from bnkit.authoring.make_key import make_key
from bnkit.authoring.where import Where
from bnkit.judging.key import Key
from bnkit.judging.key import load as load_key

EXERCISES = ROOT / "exercises"
DOUBLE = """from bnkit.authoring import Case, Exercise


def double(x, by=2):
    '''Twice.'''
    return {}


def dropped(x, by):
    '''You forgot it.'''
    return x


EXERCISES = [Exercise(double, lambda seed: [Case("x is 1", dict(x=1.0))], ("y",), (dropped,))]
"""


def write(chapter, modules):
    """Write the texts of a chapter's modules into its folder."""
    chapter.mkdir(parents=True, exist_ok=True)
    for name, text in modules.items():
        (chapter / f"{name}.py").write_text(text)


def test_exercises_are_in_step_with_their_source(tmp_path):
    shutil.copytree(EXERCISES, tmp_path / "exercises")
    assert build(ROOT / "solutions", tmp_path / "exercises") == [], "run `make build` and commit exercises/"
    assert sorted(path.name for path in EXERCISES.iterdir()) == ["catalogue.npz", *(each.name for each in CHAPTERS)]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_the_notebook_is_valid_unsolved_and_ready_for_nbgrader(chapter):
    notebook = nbformat.read(EXERCISES / chapter.name / f"{chapter.name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    ids = [cell.metadata.nbgrader.grade_id for cell in notebook.cells]
    assert len(set(ids)) == len(ids) and [cell.id for cell in notebook.cells] == ids
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    kept = json.loads((EXERCISES / chapter.name / f"{chapter.name}.ipynb").read_text())
    assert all(line.endswith("\n") for cell in kept["cells"] for line in cell["source"][:-1])


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_no_released_file_has_the_answer(chapter, exercise):
    folder = EXERCISES / chapter.name
    assert {path.name for path in folder.iterdir()} == {f"{chapter.name}.ipynb", "key.npz"}
    cells = nbformat.read(folder / f"{chapter.name}.ipynb", as_version=4).cells
    (stub,) = (cell.source for cell in cells if cell.metadata.nbgrader.grade_id == exercise.name)
    (function,) = ast.parse(stub).body
    assert [type(statement) for statement in function.body] == [ast.Expr, ast.Raise]
    code = [line.strip() for line in inspect.getsource(exercise.solution).split('"""')[-1].splitlines()]
    given = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert not [line for line in code if len(line) > 25 and line in given]


def test_the_key_has_no_code(tmp_path):
    for path in EXERCISES.glob("*/key.npz"):
        with np.load(path, allow_pickle=False) as file:
            assert b"lambda" not in file["key"].tobytes() and b"def " not in file["key"].tobytes()


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_the_catalogue_has_the_code_and_shows_none_of_it(chapter, exercise):
    code = inspect.getsource(exercise.solution)
    assert code.splitlines()[0].encode() not in (EXERCISES / NAME).read_bytes()
    packed = next(each for each in chapter_of(EXERCISES / NAME, chapter.name).exercises if each.name == exercise.name)
    assert inspect.getsource(packed.solution) == code
    assert [each.__name__ for each in packed.mistakes] == [each.__name__ for each in exercise.mistakes]


def test_a_damaged_catalogue_is_said(tmp_path):
    (tmp_path / NAME).write_bytes(b"no archive")
    with pytest.raises(BrokenSource, match="fetch it anew"):
        chapter_of(tmp_path / NAME, "ch02_algorithm")


def test_a_key_is_not_rewritten_for_a_last_bit(tmp_path):
    key = make_key(CHAPTERS[0], 5)
    assert key.save(tmp_path / "key.npz")
    key.arrays[0] = key.arrays[0] * (1 + 1e-14)
    assert not key.save(tmp_path / "key.npz")
    key.arrays[0] = key.arrays[0] + 1e-3
    assert key.save(tmp_path / "key.npz")
    assert make_key(CHAPTERS[0], 6).save(tmp_path / "key.npz")
    assert load_key(tmp_path / "key.npz").same_as(make_key(CHAPTERS[0], 6))


def test_a_key_is_not_rewritten_for_the_precision_of_a_number():
    """Before NumPy 2 a float32 times a Python number was a float64."""
    for shape in ((), (3,)):
        one, other = (Key("ch01_x", {}, [np.full(shape, 0.1, kind)]) for kind in ("f4", "f8"))
        assert one.same_as(other) and other.same_as(one)
    assert not Key("ch01_x", {}, [np.array(1)]).same_as(Key("ch01_x", {}, [np.array(1.0)]))


@pytest.mark.parametrize(
    "text, told",
    [
        ("EXERCISES = []", "has no EXERCISES"),
        ("1/0", "ZeroDivisionError"),
        ("def", "SyntaxError"),
        ("x = 1", "has no EXERCISES"),
    ],
)
def test_a_broken_source_is_said(bnkit, tmp_path, text, told):
    write(tmp_path / "ch01_x", {"__init__": text})
    with pytest.raises(BrokenSource, match=told):
        load(tmp_path / "ch01_x")
    done = bnkit("build", "--source", tmp_path, cwd=tmp_path)
    assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr


def test_a_chapter_is_imported_again_once_a_file_of_it_or_of_another_has_changed(tmp_path):
    write(tmp_path / "ch01_x", {"__init__": DOUBLE.format("x")})
    write(tmp_path / "ch02_x", {"__init__": "from ch01_x import EXERCISES\n"})
    first = load(tmp_path / "ch02_x")
    assert load(tmp_path / "ch02_x") is first and inspect.getdoc(first.exercises[0].solution) == "Twice."
    write(tmp_path / "ch01_x", {"__init__": DOUBLE.format("x").replace("Twice.", "Two times.")})
    assert inspect.getdoc(load(tmp_path / "ch02_x").exercises[0].solution) == "Two times."


def test_an_error_in_a_pieces_file_is_said_with_its_place(tmp_path):
    write(tmp_path / "ch01_x", {"__init__": "from . import double\n", "double": "import math\n\nmath.twice(1)\n"})
    with pytest.raises(BrokenSource, match=r"ch01_x/double.py, line 3 cannot be imported: AttributeError: .*'twice'"):
        load(tmp_path / "ch01_x")


@pytest.mark.parametrize("name", ["ch01_x.py", "ch01_x", "x"])
def test_what_is_no_chapter_is_said(tmp_path, name):
    (tmp_path / "ch01_x.py").write_text(DOUBLE.format("x"))
    write(tmp_path / "x", {"__init__": DOUBLE.format("x")})
    with pytest.raises(BrokenSource, match="is not a chapter: a folder chNN_name"):
        load(tmp_path / name)


def test_a_mistake_with_other_arguments_than_the_solutions_is_said(tmp_path):
    write(tmp_path / "ch01_x", {"__init__": DOUBLE.format("x")})
    with pytest.raises(BrokenSource, match=r"dropped cannot be called as the solution is: missing .* 'by'"):
        make_key(load(tmp_path / "ch01_x"), 1)


def test_a_chapter_and_those_that_it_imports_are_of_its_own_folder_and_state(tmp_path):
    def value(folder):
        (exercise,) = load(tmp_path / folder / "ch02_y").exercises
        return exercise.solution(1.0)

    for folder, text in (("old", "x"), ("new", "by * x")):
        write(tmp_path / folder / "ch01_x", {"__init__": "", "double": DOUBLE.format(text)})
        write(tmp_path / folder / "ch02_y", {"__init__": "from ch01_x.double import EXERCISES\n"})
    assert [value("old"), value("new"), value("old")] == [1.0, 2.0, 1.0]
    write(tmp_path / "old" / "ch01_x", {"double": DOUBLE.format("by * by * x")})
    assert value("old") == 4.0 and not any(name.startswith(("ch01_x", "ch02_y")) for name in sys.modules)


def test_a_module_of_somebody_elses_with_a_chapters_name_stays(tmp_path, monkeypatch):
    write(tmp_path / "ch01_x", {"__init__": DOUBLE.format("x")})
    monkeypatch.setitem(sys.modules, "ch01_x", theirs := ModuleType("ch01_x"))
    assert load(tmp_path / "ch01_x").exercises and sys.modules["ch01_x"] is theirs


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_each_exercise_links_to_its_section(chapter):
    text = json.dumps(notebook_of(chapter, Where.of(ROOT / "solutions")))
    for exercise in chapter.exercises:
        assert f"book/{chapter.name}.html#{exercise.section}" in text and len(exercise.hints) == 3 and exercise.purpose


def test_two_chapters_with_one_name_for_a_piece_are_refused(tmp_path):
    for name in ("ch01_covariate_shift", "ch98_again"):
        shutil.copytree(ROOT / "solutions" / "ch01_covariate_shift", tmp_path / "solutions" / name)
    with pytest.raises(
        BrokenSource, match=r"ch01_covariate_shift and ch98_again both have a piece density_ratio: give"
    ):
        build(tmp_path / "solutions", tmp_path / "exercises")
    assert not (tmp_path / "exercises").exists()


def test_names_are_unique_across_chapters():
    names = [each.name for chapter in CHAPTERS for each in (*chapter.exercises, *chapter.questions)]
    assert len(set(names)) == len(names)
