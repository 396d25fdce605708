"""How fast the direction of a row of weights turns."""

import numpy as np

from bnkit.authoring import Case, Exercise

from .quantities import rate_quantities


def effective_learning_rate(lr, W):
    """The learning rate that matters under batch norm: how fast a row's direction turns.

    A step of rate lr turns the direction of a row w of W. The row's effective
    rate is the one that turns a row of length 1 as far.

    lr  learning rate
    W   weights, of shape (out, in)

    Returns the effective rate of each output's row, an array of shape (out,).
    """
    return lr / (W**2).sum(axis=1)


def norm_not_squared(lr, W):
    """You divided by the norm. One norm comes from the gradient, which is divided by it, another from the angle: ‖w‖²."""
    return lr / np.sqrt((W**2).sum(axis=1))


def norm_of_everything(lr, W):
    """You took the norm of the whole matrix. Batch norm acts on each output, so each row has its own."""
    return np.full(len(W), lr / (W**2).sum())


def norm_of_columns(lr, W):
    """You took the norms of the columns. An output's weights are a row of W."""
    return lr / (W**2).sum(axis=0)


def norm_of_columns_not_squared(lr, W):
    """You divided by the columns' norms. An output's weights are a row of W, and the length counts twice: ‖w‖² of each row."""
    return lr / np.sqrt((W**2).sum(axis=0))


def mean_of_squares(lr, W):
    """You took the mean of the squares. ‖w‖² is their sum."""
    return lr / (W**2).mean(axis=1)


def rate_multiplied(lr, W):
    """You multiplied by ‖w‖². Longer weights turn more slowly: divide."""
    return lr * (W**2).sum(axis=1)


def sum_squared(lr, W):
    """You squared the sum of the weights. ‖w‖² is the sum of the squares."""
    return lr / W.sum(axis=1) ** 2


def rate_cases(seed):
    """Rows of unequal length, square and not."""
    random = np.random.default_rng([seed, 53])
    for name, shape in (
        ("W is small", (2, 3)),
        ("W is square", (4, 4)),
        ("there is one output", (1, 5)),
        ("there is one input", (3, 1)),
    ):
        W = random.uniform(0.5, 3, (shape[0], 1)) * random.normal(size=shape)
        yield Case(name, dict(lr=float(random.uniform(0.05, 0.5)), W=W.round(1 if name == "W is small" else 12) + 0.01))


EXERCISE = Exercise(
    effective_learning_rate,
    cases=rate_cases,
    outputs=("rate",),
    mistakes=(
        norm_not_squared,
        norm_of_everything,
        norm_of_columns,
        norm_of_columns_not_squared,
        mean_of_squares,
        rate_multiplied,
        sum_squared,
    ),
    quantities=rate_quantities,
    points=1,
    section="scale-invariance",
    purpose="What weight decay controls: not the size of the function, which batch norm fixes, but how fast it changes.",
    hints=(
        "A step of length s turns a vector of length r by about s/r. How long is the step, if the gradient is 1/r "
        "times that at length 1?",
        "The step is lr/r times the gradient at length 1, and it turns the row by that over r: the length counts "
        "twice.",
        "lr_eff = lr / ‖w‖² for each output's row w: `lr / (W**2).sum(axis=1)`.",
    ),
    use="""W = np.array([[3.0, 4.0], [0.3, 0.4]])
print("two rows of the same direction, ten times as long:", effective_learning_rate(0.1, W))""",
)
