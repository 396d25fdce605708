"""Keys and verdicts are the same on every machine: tried with other processors' kernels, in processes of their own."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import CHAPTERS, PIECES, ROOT
from keys import SLOW_SEEDS, bare

from bnkit.authoring.build import build
from bnkit.authoring.make_key import ROUNDING
from bnkit.judging.compare import Wanted
from bnkit.judging.judge import judge_piece
from bnkit.judging.key import load
from bnkit.judging.outcome import outcome

EXERCISES = ROOT / "exercises"
KERNELS = [  # an old processor has neither the one's instructions nor the other's
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3"},
]


@pytest.mark.processor
@pytest.mark.parametrize("kernels", KERNELS, ids=lambda kernels: "-".join(kernels.values()))
def test_another_processor_builds_the_same_and_gives_the_same_verdicts(kernels, tmp_path):
    shutil.copytree(EXERCISES, tmp_path / "exercises")
    command = [sys.executable, __file__, tmp_path / "exercises"]
    done = subprocess.run(command, env=os.environ | kernels, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.splitlines() == ["all is the same"], done.stdout + done.stderr


def differences(exercises: Path):
    """What this process writes anew in the folder, and the mistakes that it does not name by the keys there."""
    names = {each.name: load(exercises / each.name / "key.npz") for each in CHAPTERS}
    yield from build(ROOT / "solutions", exercises)
    for chapter in CHAPTERS:
        for exercise in chapter.exercises:
            piece = replace(names[chapter.name].piece(exercise.name), examples=[])
            for mistake in exercise.mistakes:
                verdict = judge_piece(mistake, piece)
                wrong = [each for each in verdict.outputs.values() if not each.right]
                if not wrong or any((each.mistake, *each.others) != (mistake.__name__,) for each in wrong):
                    yield f"{exercise.name}, {mistake.__name__}: {verdict}"


@pytest.mark.parametrize("chapter, exercise", PIECES)
@pytest.mark.parametrize("seed", SLOW_SEEDS)
def test_no_output_is_near_the_border_between_rounding_and_a_mistake(chapter, exercise, seed):
    """What a mistake does not spoil is a hundred times nearer to the right values than the border, the rest far off."""
    for case in filter(lambda case: case.decides, bare(chapter, exercise, seed).answers):
        for mistake in exercise.mistakes:
            got = outcome(mistake, case.args, case.keywords, exercise.outputs)
            for name in exercise.outputs:
                off = Wanted(case.right[name], case.scales[name]).off(got[name]) / (ROUNDING * case.tolerance)
                assert off < 1 / 100 or off > 50, (mistake.__name__, name, case.name, off)


if __name__ == "__main__":
    found = list(map(str, differences(Path(sys.argv[1]))))
    print("\n".join(found) or "all is the same")
