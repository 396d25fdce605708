"""The yardstick that compares two runs."""

import numpy as np

from bnkit.authoring import Case, Exercise, pair


def steps_to_accuracy(accuracy, target):
    """After how many steps the target is reached for the first time.

    accuracy  array of shape (T,): the accuracy after step 1, 2, …, T
    target    the accuracy to reach; equal counts as reached

    Returns the number of steps, counted from 1, or None if the target is never reached.
    """
    reached = np.flatnonzero(np.asarray(accuracy) >= target)
    return int(reached[0]) + 1 if len(reached) else None


def counted_from_zero(accuracy, target):
    """You counted from 0. The first entry is the accuracy after step 1."""
    steps = steps_to_accuracy(accuracy, target)
    return None if steps is None else steps - 1


def strictly_above(accuracy, target):
    """You waited until the accuracy was above the target. Equal counts as reached."""
    return steps_to_accuracy(np.asarray(accuracy) > target, True)


def one_if_never(accuracy, target):
    """Where the target is never reached you returned 1: argmax of an array without a True is 0. Return None."""
    return int(np.argmax(np.asarray(accuracy) >= target)) + 1


def length_if_never(accuracy, target):
    """Where the target is never reached you returned the number of steps. Return None."""
    return steps_to_accuracy(accuracy, target) or len(accuracy)


def minus_one_if_never(accuracy, target):
    """Where the target is never reached you returned −1. Return None."""
    return steps_to_accuracy(accuracy, target) or -1


def last_time_reached(accuracy, target):
    """You returned the last step at which the target is met. It is the first that counts."""
    reached = np.flatnonzero(np.asarray(accuracy) >= target)
    return int(reached[-1]) + 1 if len(reached) else None


def number_of_steps_reached(accuracy, target):
    """You counted the steps at which the target is met. Return the first one."""
    return int((np.asarray(accuracy) >= target).sum()) or None


def step_of_the_best(accuracy, target):
    """You returned the step of the best accuracy. Return the first that meets the target."""
    return int(np.argmax(accuracy)) + 1 if np.max(accuracy) >= target else None


def last_step_left_out(accuracy, target):
    """You never looked at the last step, which may be the first to reach the target."""
    return steps_to_accuracy(accuracy[:-1], target)


NEVER = (one_if_never, length_if_never, minus_one_if_never)


def strictly(slip):
    """The slip together with `strictly_above`."""
    return lambda accuracy, target: slip(np.asarray(accuracy) > target, True)


def both_ends(accuracy, target):
    """`strictly_above`, counted from zero."""
    return counted_from_zero(np.asarray(accuracy) > target, True)


def falling_back(random):
    """The target is reached at a step that the seed draws, then missed, and reached twice again, at the best once."""
    accuracy = random.uniform(0.2, 0.5, random.integers(12, 25))
    first = random.integers(4, len(accuracy) - 4)
    accuracy[[first, first + 2, first + 3]] = (
        random.uniform(0.6, 0.7),
        random.uniform(0.8, 0.9),
        random.uniform(0.6, 0.7),
    )
    return dict(accuracy=accuracy, target=float(random.uniform(0.52, 0.58)))


def met_exactly(random):
    accuracy = np.sort(random.uniform(0.1, 0.9, random.integers(8, 25)))
    return dict(accuracy=accuracy, target=float(accuracy[random.integers(1, len(accuracy) - 2)]))


def many_steps(random):
    T = random.integers(60, 200)
    accuracy = 1 - np.exp(-np.arange(T) / random.uniform(5, 60)) + 0.01 * random.random(T)
    return dict(accuracy=accuracy, target=float(random.uniform(0.3, 0.6)))


def accuracy_cases(seed):
    """Curves that fall back below the target, meet it exactly, start above it, and never reach it, as long as the seed says."""
    random = np.random.default_rng([seed, 51])
    low, high = (random.uniform(*bounds, random.integers(5, 25)) for bounds in ((0.3, 0.6), (0.6, 0.9)))
    yield Case("the accuracy falls back below the target", falling_back(random))
    yield Case("the target is met exactly", met_exactly(random))
    yield Case("the target is never reached", dict(accuracy=low, target=float(random.uniform(0.7, 0.9))))
    yield Case(
        "the first step reaches the target", dict(accuracy=np.sort(high), target=float(random.uniform(0.3, 0.6)))
    )
    yield Case("there are many steps", many_steps(random))
    rising = np.sort(random.uniform(0.1, 0.9, random.integers(5, 25)))
    yield Case(
        "the last step is the first that reaches the target", dict(accuracy=rising, target=float(rising[-2:].mean()))
    )


EXERCISE = Exercise(
    steps_to_accuracy,
    cases=accuracy_cases,
    outputs=("steps",),
    mistakes=(
        counted_from_zero,
        strictly_above,
        *NEVER,
        last_time_reached,
        number_of_steps_reached,
        step_of_the_best,
        last_step_left_out,
    ),
    variants=(
        pair(counted_from_zero, strictly_above, both_ends),
        *(pair(strictly_above, slip, strictly(slip)) for slip in (*NEVER, last_time_reached, number_of_steps_reached)),
    ),
    points=1,
    section="speed",
    purpose="How the 2015 paper compares runs: not by the accuracy at the end, but by the steps to a given one.",
    hints=(
        "`np.argmax(accuracy >= target)` looks right. What does it give when there is no such step?",
        "It gives 0, as if the first step had done it. `np.flatnonzero` lists the places where something is true, "
        "and that list may be empty.",
        "`reached = np.flatnonzero(np.asarray(accuracy) >= target)`. The answer is `int(reached[0]) + 1`, and "
        "None where `len(reached)` is 0.",
    ),
    use="""curve = 1 - np.exp(-np.arange(1, 31) / 8)
for target in (0.5, 0.9, 0.99):
    print("steps to", target, ":", steps_to_accuracy(curve, target))""",
)
