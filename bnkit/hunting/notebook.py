"""Hunts in a notebook: `show` sets one, `check` judges what was written, `answer` a choice of four."""

import random
from collections.abc import Callable
from pathlib import Path

from bnkit.authoring.catalogue import NAME, chapter_of
from bnkit.authoring.exercise import BrokenSource
from bnkit.hunting.beginning import beginning, code
from bnkit.hunting.found import Found, hunt_in
from bnkit.hunting.judge import judge_hunt
from bnkit.hunting.name import Question, Rows, questions
from bnkit.judging.find import exercises
from bnkit.learning.check import Points, present

LETTERS = "abcd"
TASKS = {
    "expose": "This claims to be {piece}, and is not:\n\n{code}\nReturn an input{few} on which that shows, by more than a thousandth "
    "of a result's size.\nOn this one it hides:\n\n{beginning}\nThen hunting.check({name})",
    "most": "Return one input on which as many of {piece}'s known mistakes show as you can. On this one hardly any does:\n\n"
    "{beginning}\nThen hunting.check({name})",
    "mend": "This claims to be {piece}, and has one slip. Change one line:\n\n{beginning}\nThen hunting.check({name})",
}
NO_CODE = "The code of the hunts is not here. Install bnkit anew; while a notebook is graded it never is."
FEW = " of at most {numbers} numbers in each argument"


def show(name: str) -> None:
    """Print the hunt of that name: what is to be done, and the code or the numbers. Raises BrokenSource, bnkit.NoKey."""
    found = _found(name)
    hunt, exercise = found.hunt, found.exercise
    if hunt.kind == "name":
        print(_asked(found))
        return
    shown = code(hunt, exercise) if hunt.kind == "expose" else ""
    few = FEW.format(numbers=hunt.numbers) if hunt.numbers else ""
    text = beginning(hunt, exercise)
    print(TASKS[hunt.kind].format(piece=exercise.name, code=shown, few=few, beginning=text, name=name))


def check(function: Callable) -> Points:
    """Show the verdict on what was written in a hunt, a function of its name, and return the points."""
    verdict = judge_hunt(function, *_found(function.__name__))
    present(verdict)
    return Points(verdict.points)


def answer(name: str, letter: str) -> Points:
    """Say whether the choice of that letter is right, and where it is not, which input tells the two apart."""
    question = _question(_found(name))
    chosen = dict(zip(LETTERS, _ordered(name, question), strict=False)).get(letter)
    if chosen is None:
        raise ValueError(f"{letter!r} is none of {', '.join(LETTERS)}.")
    if chosen == question.slug:
        print(f"✓ That is it: {chosen}.")
        return Points(1.0)
    reply = question.replies[question.others.index(chosen)]
    parts = (("what goes in", "given"), ("your choice gives", "other"), ("this function gives", "mistake"))
    told = "\n".join(_table(title, reply[part]) for title, part in parts)
    print(f"✗ Not that one, {chosen}. This input tells the two apart:\n{told}")
    return Points(0.0)


def _found(name: str) -> Found:
    catalogue = exercises() / NAME
    if not catalogue.is_file():
        raise BrokenSource(NO_CODE)
    for folder in sorted(exercises().glob("ch*")):
        if any(hunt.name == name for hunt in chapter_of(catalogue, folder.name).hunts):
            return hunt_in(None, f"{folder.name}/{name}")
    raise BrokenSource(f"There is no hunt called {name}. The chapter's notebook lists those that there are.")


def _question(found: Found) -> Question:
    return next(questions(found.piece, [found.hunt.mistake]))


def _ordered(name: str, question: Question) -> list[str]:
    """The four, in an order that is drawn for this reader and stays."""
    slugs = [question.slug, *question.others]
    random.Random(f"{name} {Path.home()}").shuffle(slugs)
    return slugs


def _asked(found: Found) -> str:
    question, name = _question(found), found.hunt.name
    parts = (("what went in", question.given), ("what was right", question.right), ("what came out", question.got))
    tables = "\n".join(_table(title, rows) for title, rows in parts)
    slugs = zip(LETTERS, _ordered(name, question), strict=False)
    choices = "\n".join(f"{letter}  {found.piece.messages[slug]}" for letter, slug in slugs)
    about = f"Somebody's {found.exercise.name} gave this. Which mistake is in it?"
    return f"{about}\n\n{tables}\n\n{choices}\n\nThen hunting.answer({name!r}, letter)"


def _table(title: str, rows: Rows) -> str:
    """The rows below their title, each further line of a value below its first."""
    lines = [f"  {name} = " + value.replace("\n", "\n" + " " * (len(name) + 5)) for name, value in rows]
    return "\n".join([title, *lines])
