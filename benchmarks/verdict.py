"""What a check takes and what the keys weigh: milliseconds of processor time for each piece, bytes for each chapter.

    python benchmarks/verdict.py

A right answer, and one that is wrong in a way that nobody knows, which takes longest: every mistake and every pair is
tried. The last line is JSON: {"milliseconds": {piece: …}, "bytes": …, "mistakes": …, "pairs": …}.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from bnkit.authoring.chapter import load
from bnkit.judging.find import installed
from bnkit.judging.judge import judge_piece
from bnkit.judging.key import Key
from bnkit.judging.key import load as load_key
from bnkit.judging.plain import copy

TIMES = 7


def strange(solution: Callable) -> Callable:
    """The right answer with every number changed by its place among the others."""

    def changed(value):
        if isinstance(value, tuple):
            items = [changed(item) for item in value]
            return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
        array = np.asarray(value, float) if isinstance(value, (np.ndarray, np.generic, float)) else None
        return value if array is None else array + np.cos(np.arange(array.size)).reshape(array.shape)

    return lambda *args, **keywords: changed(solution(*copy(list(args)), **keywords))


def milliseconds(run: Callable) -> float:
    """The median processor time of a call."""
    found = []
    for _ in range(TIMES):
        start = time.process_time()
        run()
        found.append(1000 * (time.process_time() - start))
    return median(found)


def _check(key: Key, name: str, function: Callable) -> float:
    return milliseconds(lambda: judge_piece(function, key.piece(name)))


def main() -> None:
    """Measure every piece of the installed keys."""
    print(f"{'piece':32} mistakes pairs  right  wrong   (ms, reading the key included)")
    found = {"milliseconds": {}, "bytes": 0, "mistakes": 0, "pairs": 0}
    for path in installed():
        key, chapter = load_key(path), load(Path("solutions") / path.parent.name)
        for exercise in chapter.exercises:
            piece = key.piece(exercise.name)
            right, worst = (
                _check(key, exercise.name, each) for each in (exercise.solution, strange(exercise.solution))
            )
            counts = f"{len(piece.messages):8} {len(piece.variants):5} {right:6.1f} {worst:6.1f}"
            print(f"{piece.name:32} {counts}", flush=True)
            found["milliseconds"][piece.name] = round(worst, 1)
            found["mistakes"] += len(piece.messages)
            found["pairs"] += len(piece.variants)
        print(f"{path.parent.name}: {path.stat().st_size:,} bytes")
        found["bytes"] += path.stat().st_size
    print(json.dumps(found))


if __name__ == "__main__":
    main()
