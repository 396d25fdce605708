"""What a student is shown: outputs and words from a second run, in which the submission has not seen a hidden input."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bnkit.grading.sandbox.session import Session, Stopped
from bnkit.grading.submission import outputs
from bnkit.grading.submission.grade_cell import Judged, foretell
from bnkit.grading.text import clean
from bnkit.hunting.judge import INPUT
from bnkit.judging.judge import judge_piece
from bnkit.judging.key import Piece
from bnkit.judging.outcome import INPUTS
from bnkit.judging.verdict import OutputVerdict, Verdict

EXAMPLES = ".examples/{}.npz"  # a key among the submission's files for each piece, with nothing but what anyone may see
MOST_STEPS, LONGEST_STEP = 12, 500
UNSEEN = "It is right on the inputs that may be shown, and wrong on others."
ANOTHER = "It shows on the input that your function gives now; when it was graded, it gave another."


class Shown:
    """The second run: it passes over the cells that were `stopped` in the first one, and knows why each was."""

    def __init__(self, session: Session, stopped: Mapping[int, str]):
        self.session, self.stopped = session, stopped
        self.told = outputs.Outputs()

    def run(self, number: int, source: str, following: Iterable[str] = ()) -> list:
        """The outputs of a cell of the student's; following: as in `Session.run`."""
        try:
            if number in self.stopped:
                raise Stopped(self.stopped[number])
            return self.told.of(self.session.run(source, () if self.stopped else following))
        except Stopped as error:
            return outputs.stopped(str(error))

    def waits(self, cell: Any) -> bool:
        """Whether something is asked at this cell, for the verdict on it."""
        return any(isinstance(each, Judged) and not _is_plain(each) for each in cell.get("outputs", []))

    def verdict(self, judged: Judged) -> Verdict:
        """The verdict on the hidden inputs, in words that come from the examples alone."""
        verdict, piece = judged.verdict, judged.piece
        if _is_plain(judged):
            return verdict if verdict.right else _unwritten(piece, verdict.points, verdict.max_points)
        example = None if judged.stopped else self._on_examples(judged)
        if example is None:
            return _without_words(verdict, f"It was stopped: {judged.stopped}" if judged.stopped else UNSEEN)
        advice = [note for note in verdict.notes if note in piece.messages.values()]
        return replace(
            verdict,
            outputs={name: _told(name, each, example.outputs[name]) for name, each in verdict.outputs.items()},
            notes=tuple(dict.fromkeys([*advice, *example.notes]))[:3],
            example="" if verdict.right else example.example,
            steps=() if verdict.right else self._steps(verdict, piece),
        )

    def _steps(self, verdict: Verdict, piece: Piece) -> tuple[str, ...]:
        """Where a piece goes wrong, in the submission's words; they are worth no point."""
        try:
            told = self.session.steps(piece.name, EXAMPLES.format(piece.name)) if verdict.name == piece.name else []
        except Stopped:
            return ()
        return tuple(clean(step[:LONGEST_STEP]) for step in told[:MOST_STEPS])

    def _on_examples(self, judged: Judged) -> Verdict | None:
        """The verdict on the examples; None where the function is not there to be tried."""
        self.session.begin_cell()
        try:
            function: Any = self.session.look(judged.verdict.name)
        except (Stopped, NameError):
            return None
        examples = replace(judged.piece, answers=judged.piece.examples)
        if not callable(function):
            return None
        if judged.judge is judge_piece:
            foretell(function, examples)
        return judged.judge(function, piece=examples)


def _is_plain(judged: Judged) -> bool:
    """Whether nothing need be asked to tell of it: it is right, or as it was handed out."""
    verdict = judged.verdict
    return (verdict.unwritten and judged.judge is judge_piece) or (verdict.right and not verdict.notes)


@lru_cache(maxsize=100)
def _unwritten(piece: Piece, points: float, most: float) -> Verdict:
    """The verdict on a piece that is as it was handed out."""

    def nothing(*_, **__):
        raise NotImplementedError

    told = judge_piece(nothing, replace(piece, answers=piece.examples))
    return replace(told, notes=(), points=points, max_points=most)


def _told(name: str, hidden: OutputVerdict, example: OutputVerdict) -> OutputVerdict:
    if hidden.right or hidden.mistake or name == INPUTS:
        return hidden
    return OutputVerdict(False, None, (ANOTHER if name == INPUT else UNSEEN) if example.right else example.message)


def _without_words(verdict: Verdict, message: str) -> Verdict:
    unseen = OutputVerdict(False, None, message)
    told = {name: _told(name, each, unseen) for name, each in verdict.outputs.items()}
    return replace(verdict, outputs=told, notes=(), example="")
