"""Which known mistake an output shows: one; one, but for rounding to single precision; one in each mode; or two at a time."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from bnkit.judging.compare import Wanted, agrees, fitting
from bnkit.judging.key import Answer, Piece
from bnkit.judging.outcome import INPUTS, UNSETTLED, Fault
from bnkit.judging.prints import CLOSE, alike, counts, fingerprint

SINGLE = 1e-4  # how near single precision comes, on the scale of the output
REMEMBERED = 4096  # values of the cases that were last judged by


class Trial(NamedTuple):
    """A deciding case, its number among these, and what the function gave there."""

    number: int
    case: Answer
    got: dict[str, Any]


class Named(NamedTuple):
    """A diagnosis.

    slips   the slugs of what went wrong, all of them together
    others  slugs that explain the output as well as the first slip
    single  whether the values are those of the slips to single precision only
    parts   for each slip the part of the cases that shows it: "In training"
    apart   the names of cases that it leaves out, whose input may be refused, and where something else is wrong
    """

    slips: tuple[str, ...]
    others: tuple[str, ...] = ()
    single: bool = False
    parts: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


def right(name: str, trial: Trial, least: float = 0.0) -> bool:
    """Whether an output is right in a case, to at least a tolerance."""
    return is_right(name, trial.case, trial.got[name], least)


def is_right(name: str, case: Answer, value: Any, least: float = 0.0) -> bool:
    """Whether a value is what is right as output `name` in a case, to at least a tolerance."""
    return _right(name, case).off(value) <= max(case.tolerance, least)


@lru_cache(maxsize=REMEMBERED)
def _right(name: str, case: Answer) -> Wanted:
    return Wanted(case.right[name], case.scales.get(name, 1.0))


def diagnosis(name: str, piece: Piece, trials: Sequence[Trial]) -> Named | None:
    """What explains output `name`, the simplest first; None where nothing known does."""
    alone = _alone(name, trials)
    if alone in piece.messages:
        return Named((alone,))
    return _single_slip(name, piece, trials) or _by_parts(name, piece, trials) or _several(name, piece, trials)


def _alone(name: str, trials: Sequence[Trial]) -> str | None:
    """The slug of the mistake that being wrong in just these cases gives away."""
    wrong = [trial.case for trial in trials if not right(name, trial)]
    slugs = {case.alone for case in wrong}
    slug = slugs.pop() if len(slugs) == 1 else ""
    return slug if any(name in case.wrong.get(slug, ()) for case in wrong) and len(wrong) < len(trials) else None


def _single_slip(name: str, piece: Piece, trials: Sequence[Trial]) -> Named | None:
    """One slip: in all cases, where no exception and no NaN comes in between, or where the input may not be refused; to the last
    digits, or to a few."""
    settled = [trial for trial in trials if _finite(trial.got[name])]
    strict = [trial for trial in settled if not trial.case.may_raise]
    apart = tuple(trial.case.name for trial in settled if trial.case.may_raise)
    narrower = {len(kept): (kept, left_out) for kept, left_out in ((strict, apart), (settled, ()), (trials, ()))}
    for least in (0.0, SINGLE):
        for _, (kept, left_out) in sorted(narrower.items(), reverse=True):
            slugs = _slugs(name, piece, kept, least)
            if slugs:
                return Named(slugs[:1], slugs[1:], least > 0, apart=left_out)
    return _turned(name, piece, settled)


def _finite(value: Any) -> bool:
    return not isinstance(value, Fault) and not (isinstance(value, np.ndarray) and not np.isfinite(value).all())


def _slugs(name: str, piece: Piece, trials: Sequence[Trial], least: float) -> tuple[str, ...]:
    """The mistakes that output `name` shows and that explain the most other outputs, or else the most to single precision.

    One that is about the whole answer, or that only an exception shows, is left out where another output contradicts it.
    """
    wrong = [trial for trial in trials if not right(name, trial, least)]
    if not wrong:
        return ()
    spoils = [slug for slug in piece.messages if all(name in trial.case.wrong.get(slug, ()) for trial in wrong)]
    found = [slug for slug in spoils if _shows(slug, name, wrong, least) and _shows(slug, name, trials, least)]
    outputs = [*piece.outputs, INPUTS]
    whole = found if all(isinstance(trial.got[name], Fault) for trial in wrong) else piece.whole
    shown = {slug: [_shows(slug, each, trials, least) for each in outputs] for slug in found}
    nearly = {
        slug: [each or _shows(slug, output, trials, SINGLE) for each, output in zip(shown[slug], outputs, strict=True)]
        for slug in found
    }
    best = _most({slug: sum(shown[slug]) for slug in found if slug not in whole or all(nearly[slug][:-1])})
    return _most({slug: sum(nearly[slug]) for slug in best})


def _most(counts: dict[str, int]) -> tuple[str, ...]:
    """Those with the largest count."""
    return tuple(slug for slug, count in counts.items() if count == max(counts.values()))


def _shows(slug: str, name: str, trials: Iterable[Trial], least: float) -> bool:
    """Whether output `name` is the mistake's wherever the mistake gives the same on every machine."""
    return all(_agrees_with(slug, name, trial, least) for trial in trials)


def _agrees_with(slug: str, name: str, trial: Trial, least: float) -> bool:
    case = trial.case
    if slug not in case.wrong:
        return False
    wanted = _mistaken(slug, name, case, least > 0)
    if isinstance(wanted.value, Fault) and wanted.value == UNSETTLED:
        return True
    return wanted.off(trial.got[name]) <= max(case.tolerance, least)


@lru_cache(maxsize=REMEMBERED)
def _mistaken(slug: str, name: str, case: Answer, single: bool) -> Wanted:
    """What a mistake gives as output `name`, for values to single precision or to the last digits."""
    wanted = case.wrong[slug].get(name, case.right[name])
    return Wanted(wanted, _size(wanted, case.scales.get(name, 1.0), single))


def _size(wanted: Any, scale: Any, single: bool) -> Any:
    """A mistake's scale: the author's, or the mistake's own values where they are larger; the largest in single precision."""
    if not isinstance(wanted, np.ndarray):
        return scale
    own = np.where(np.isfinite(wanted), np.abs(wanted), 0.0)
    return np.fmax(fitting(scale, wanted.shape), own.max(initial=0.0) if single else own)


def _turned(name: str, piece: Piece, trials: Sequence[Trial]) -> Named | None:
    """A mistake of which a part is arbitrary, alone or together with one that changes what remains."""
    if all(right(name, trial) for trial in trials):
        return None
    for slug, transform in piece.up_to.items():
        change = TRANSFORMS[transform]
        for other in [None, *piece.messages]:
            if other != slug and all(_agrees_after(change, name, trial, other) for trial in trials):
                return Named((slug, other) if other else (slug,))
    return None


def _agrees_after(change: Callable, name: str, trial: Trial, slug: str | None) -> bool:
    """Whether an output is after the transformation what the mistake's is, or without a slug what the right one is."""
    case, got = trial.case, trial.got[name]
    wanted = case.wrong.get(slug, {}).get(name, case.right[name]) if slug else case.right[name]
    arrays = isinstance(got, np.ndarray) and isinstance(wanted, np.ndarray) and got.shape == wanted.shape
    return arrays and agrees(change(got), change(wanted), np.max(np.abs(change(wanted)), initial=0.0), 1e-6)


def gram(rows: np.ndarray) -> np.ndarray:
    """The inner products of the rows, which turning all of them leaves as they are."""
    return rows @ rows.T if rows.ndim == 2 else rows


TRANSFORMS = {"gram": gram}


def _by_parts(name: str, piece: Piece, trials: Sequence[Trial]) -> Named | None:
    """A diagnosis for each part of the cases that has wrong values, where there are parts."""
    parts = dict.fromkeys(trial.case.part for trial in trials)
    if len(parts) < 2:
        return None
    wrong = {part: [trial for trial in trials if trial.case.part == part] for part in parts}
    wrong = {part: its for part, its in wrong.items() if not all(right(name, trial) for trial in its)}
    either = ((part, _single_slip(name, piece, its) or _several(name, piece, its)) for part, its in wrong.items())
    found: dict[str, Any] = dict(either)
    if not all(found.values()):
        return None
    slips = [(slip, part) for part, named in found.items() for slip in named.slips]
    single = any(named.single for named in found.values())
    return Named(tuple(slip for slip, _ in slips), (), single, tuple(part for _, part in slips))


def _several(name: str, piece: Piece, trials: Sequence[Trial]) -> Named | None:
    """The first of the key's variants that has the output's fingerprints: two slips at a time, or one in another form."""
    if name not in piece.prints:
        return None
    rows = piece.prints[name][:, [trial.number for trial in trials]].astype(float)
    prints = np.array(
        [fingerprint(each.got[name], each.case.right[name], each.case.scales.get(name, 1.0)) for each in trials]
    )
    prints = np.where([counts(each.case) for each in trials], prints, np.nan)
    for close in (CLOSE, SINGLE / 10):
        shown = np.flatnonzero(alike(prints, rows, close))
        if len(shown):
            return Named(tuple(piece.variants[shown[0]].split("+")), (), close > CLOSE)
    return None
