"""What a known mistake spoils, read from the answer key: which outputs, and in which cases."""

from collections.abc import Sequence

from bnkit.judging.key import Answer, Piece
from bnkit.judging.naming import is_right
from bnkit.judging.outcome import INPUTS, UNSETTLED, Fault

FEW = 2


def spoiled(piece: Piece, slug: str) -> dict[str, list[str]]:
    """Each output that the mistake spoils, with the names of the deciding cases in which it does."""
    cases = [case for case in piece.answers if case.decides]
    outputs = {
        output: [case.name for case in cases if _wrong(case, slug, output)] for output in [*piece.outputs, INPUTS]
    }
    return {output: names for output, names in outputs.items() if names}


def _wrong(case: Answer, slug: str, output: str) -> bool:
    wrong = case.wrong.get(slug, {})
    return output in wrong and not is_right(output, case, wrong[output])


def shown(case: Answer) -> list[str]:
    """The slugs of the mistakes that give something wrong in the case, on every machine."""
    return [slug for slug, outputs in case.wrong.items() if any(_settled(case, slug, output) for output in outputs)]


def _settled(case: Answer, slug: str, output: str) -> bool:
    value = case.wrong[slug][output]
    return not (isinstance(value, Fault) and value == UNSETTLED) and _wrong(case, slug, output)


def hides(piece: Piece, slug: str) -> bool:
    """Whether there is a deciding case in which nothing is wrong."""
    seen = {name for names in spoiled(piece, slug).values() for name in names}
    return any(case.name not in seen for case in piece.answers if case.decides)


def advised(piece: Piece, slug: str) -> list[str]:
    """The names of the cases in which the fragile answer `slug` loses its digits."""
    return [case.name for case in piece.answers if case.advice == slug]


def extent(wrong: Sequence[str], cases: Sequence[str]) -> str:
    """ "wrong in 2 of 9 cases: where …", or where else it hides, as far as that is short to say."""
    if len(wrong) == len(cases):
        return "wrong in every case"
    right = [name for name in cases if name not in wrong]
    share = f"wrong in {len(wrong)} of {len(cases)} cases"
    if len(right) <= FEW and len(right) < len(wrong):
        return f"{share}; hidden where {' or '.join(right)}"
    return f"{share}: where {' or '.join(wrong)}" if len(wrong) <= FEW else share
