"""Right answers to `steps_to_accuracy`, as different people write them."""

import itertools

import numpy as np


def by_loop(accuracy, target):
    for step, value in enumerate(accuracy, start=1):
        if value >= target:
            return step
    return None


def by_argmax(accuracy, target):
    reached = np.asarray(accuracy) >= target
    return reached.argmax() + 1 if reached.any() else None


def by_next(accuracy, target):
    return next((t + 1 for t in range(len(accuracy)) if accuracy[t] >= target), None)


def by_where(accuracy, target):
    (places,) = np.where(np.array(accuracy) >= target)
    return places.min() + 1 if places.size else None


def by_takewhile(accuracy, target):
    before = len(list(itertools.takewhile(lambda value: value < target, accuracy)))
    return before + 1 if before < len(accuracy) else None


def by_running_best(accuracy, target):
    best = np.maximum.accumulate(np.asarray(accuracy, float))
    steps = int(np.searchsorted(best, target)) + 1
    return steps if steps <= len(best) else None


STYLES = [by_loop, by_argmax, by_next, by_where, by_takewhile, by_running_best]
