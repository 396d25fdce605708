"""Slips in `steps_to_accuracy`, written by somebody else."""

import numpy as np


def index(accuracy, target):
    hits = [k for k, value in enumerate(accuracy) if value >= target]
    return hits[0] if hits else None


def index_by_enumerate(accuracy, target):
    return next((k for k, value in enumerate(accuracy) if not value < target), None)


def above(accuracy, target):
    for step, value in enumerate(accuracy, 1):
        if value > target:
            return step


def above_by_loop(accuracy, target):
    step = 0
    while step < len(accuracy):
        step += 1
        if accuracy[step - 1] - target > 0:
            return step
    return None


def argmax(accuracy, target):
    return 1 + np.argmax(np.where(accuracy >= target, 1, 0))


def argmax_of_list(accuracy, target):
    flags = [value >= target for value in accuracy]
    return flags.index(max(flags)) + 1


OTHER_WORDS = {
    "counted_from_zero": (index, index_by_enumerate),
    "strictly_above": (above, above_by_loop),
    "one_if_never": (argmax, argmax_of_list),
}
