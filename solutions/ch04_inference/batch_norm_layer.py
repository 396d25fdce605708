"""The layer with its two modes."""

import functools
from dataclasses import replace

import numpy as np

from bnkit.authoring import Case, Exercise, pair
from ch02_algorithm.affine import AFFINE, with_statistics
from ch02_algorithm.statistics import (
    MOMENTS,
    divides_by_variance,
    divides_by_variance_alone,
    eps_hard_coded,
    eps_missing,
    eps_outside_root,
    eps_rooted,
    eps_twice,
    mean_not_subtracted,
    multiplies_by_std,
    paired,
    std_for_sqrt,
    unbiased_variance,
    variance_squared,
)

from .batch_norm_inference import batch_norm_inference, inference_cases, inference_scales
from .evaluation import EVAL, EVAL_PAIRS
from .quantities import layer_quantities
from .update_running_stats import update_running_stats
from .updating import UPDATE_VARIANTS, UPDATES


def batch_norm_layer(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """The layer with its two modes.

    training  normalize with the batch's statistics, as batch_norm does,
              and update the running ones, as update_running_stats does
    else      normalize with the running statistics, and leave them as they are

    x                          array of shape (N, D)
    gamma, beta                scale and shift, of shape (D,)
    running_mean, running_var  arrays of shape (D,); do not change them in place
    training                   True or False
    momentum                   weight of the new batch in the running statistics
    eps                        a small number > 0

    Returns (y, running_mean, running_var) of shapes (N, D), (D,) and (D,).
    """
    if not training:
        return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta, running_mean, running_var
    mean, var, m = x.mean(axis=0), x.var(axis=0), len(x)
    y = gamma * (x - mean) / np.sqrt(var + eps) + beta
    running_mean = (1 - momentum) * running_mean + momentum * mean
    return y, running_mean, (1 - momentum) * running_var + momentum * var * m / (m - 1)


def layer(update=update_running_stats, train=batch_norm_inference, evaluate=batch_norm_inference):
    """The layer with a slip in one of its parts."""

    def run(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
        if not training:
            return evaluate(x, gamma, beta, running_mean, running_var, eps), running_mean, running_var
        y = train(x, gamma, beta, x.mean(axis=0), x.var(axis=0), eps)
        keywords = {"eps": eps} if "eps" in update.__name__ else {}
        return y, *update(running_mean, running_var, x, momentum, **keywords)

    return run


def updates_in_eval(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """You moved the running statistics at inference. They move in training only."""
    y, _, _ = layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    return y, *update_running_stats(running_mean, running_var, x, momentum)


def updates_before_looking_at_mode(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """You updated the running statistics before you looked at the mode, and at inference normalized with the new ones. At
    inference leave them as they are."""
    mean, var = update_running_stats(running_mean, running_var, x, momentum)
    used = (x.mean(axis=0), x.var(axis=0)) if training else (mean, var)
    return batch_norm_inference(x, gamma, beta, *used, eps), mean, var


def y_alone(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """You returned y alone. Return three: y, running_mean, running_var."""
    return layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)[0]


def another_default_of_eps(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-3):
    """Only where eps is left to its default is your y another: the default is 1e-5."""
    return layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)


def modes_swapped(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """Your modes are swapped: in training use the batch's statistics, at inference the running ones."""
    return layer()(x, gamma, beta, running_mean, running_var, training=not training, momentum=momentum, eps=eps)


def always_training(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """You behave as in training in both modes. At inference use the running statistics, and leave them as they are."""
    return layer()(x, gamma, beta, running_mean, running_var, training=True, momentum=momentum, eps=eps)


def running_statistics_in_training(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """In training you normalized with the running statistics. There it is the batch's own that normalize."""
    y = batch_norm_inference(x, gamma, beta, running_mean, running_var, eps)
    return y, *layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)[1:]


def updated_statistics_in_training(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """In training you normalized with the running statistics after their update. There it is the batch's own."""
    _, mean, var = layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    return batch_norm_inference(x, gamma, beta, mean, var, eps), mean, var


def unbiased_variance_in_training(x, gamma, beta, mean, var, eps):
    """In training you normalized with the variance that divides by m − 1. That one is stored; the one that normalizes divides
    by m."""
    return batch_norm_inference(x, gamma, beta, mean, x.var(axis=0, ddof=1), eps)


def in_training(name, slip, told):
    """The slip `slip` of the root, (var, eps) -> inv_std, in training; and one in both modes."""

    def train(x, gamma, beta, mean, var, eps):
        return gamma * (x - mean) * slip(var, eps) + beta

    train.__name__, train.__doc__ = name, f"In training {told}"
    both = functools.wraps(train)(lambda *args: train(*args))
    both.__name__, both.__doc__ = f"{name}_in_both", f"In both modes {told}"
    return train, both


TRAINING_ROOTS = {
    eps_outside_root: "you added eps to the standard deviation. It is added to the variance, inside the root.",
    eps_missing: "eps is missing. It is added to the variance, inside the root.",
    eps_twice: "you added eps two times. It is added to the variance once.",
    eps_hard_coded: "you used a constant of your own for eps, such as 1e-5. Use the argument.",
    divides_by_variance: "you divided by the variance. Divide by its root: √(var + eps).",
    divides_by_variance_alone: "you divided by the variance, without eps. Divide by √(var + eps).",
    variance_squared: "you squared the variance before you added eps. It is σ² already.",
    multiplies_by_std: "you multiplied by the standard deviation. Divide by it.",
    eps_rooted: "you took the roots of the variance and of eps one by one. Add first: √(var + eps).",
    std_for_sqrt: "you took np.std of var + eps, how much the variances differ. It is their root that divides: np.sqrt.",
}
ROOTS = [in_training(slip.__name__, slip.__wrapped__, told) for slip, told in TRAINING_ROOTS.items()]


def statistics_of_output(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """You updated the running statistics with the mean and variance of y. They are statistics of x."""
    y, mean, var = layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    return (y, *update_running_stats(running_mean, running_var, y, momentum)) if training else (y, mean, var)


def training_ignores_mean_of_batch(x, gamma, beta, mean, var, eps):
    """In training you did not subtract the batch's mean."""
    return gamma * x / np.sqrt(var + eps) + beta


def affine_forgotten_in_both(x, gamma, beta, mean, var, eps):
    """gamma and beta are missing, in both modes: gamma · x_hat + beta."""
    return (x - mean) / np.sqrt(var + eps)


def in_layer(slip, **part):
    """A slip in a part of the layer as one of `batch_norm_layer`."""
    return functools.wraps(slip, assigned=("__name__", "__doc__"), updated=())(layer(**part))


def layer_cases(seed):
    """Each inference case in both modes, with a momentum of its own; and the first step, from 0 and 1."""
    random = np.random.default_rng([seed, 11])
    for case, momentum in zip(inference_cases(seed), random.uniform(0.15, 0.4, 8).round(2), strict=True):
        args = dict(case.args)
        running = dict(running_mean=args.pop("mean"), running_var=args.pop("var"))
        yield from both_modes(case, args | running | dict(momentum=float(momentum)))
    x, gamma, beta = random.normal(2, 3, (6, 3)), random.normal(1, 1, 3), random.normal(1, 1, 3)
    args = dict(x=x, gamma=gamma, beta=beta, running_mean=np.zeros(3), running_var=np.ones(3), eps=0.1)
    yield from both_modes(Case("the running statistics are 0 and 1", {}), args | dict(momentum=0.3))
    args |= dict(running_mean=gamma, running_var=beta**2)
    yield from both_modes(Case("momentum is left at its default", {}, alone="another_default_of_momentum"), args)


def both_modes(case, args):
    """The case in training and at inference, which are parts of their own."""
    for training, part in ((True, "In training"), (False, "At inference")):
        name = f"{case.name}, training={training}"
        yield replace(case, name=name, args=args | dict(training=training), part=part)


def layer_scales(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """As for y at inference, and |right| + 1e-3 for the running statistics."""
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_var)
    right = batch_norm_layer(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    running = {"running_mean": np.abs(right[1]) + 1e-3, "running_var": np.abs(right[2]) + 1e-3}
    return inference_scales(x, gamma, beta, mean, var, eps) | running


NAMED_ABOVE = (unbiased_variance, mean_not_subtracted)


def of_training(slip, forward):
    """A slip of chapter 2's forward pass, in training."""
    train = lambda x, gamma, beta, mean, var, eps: forward(x, gamma, beta, eps)[0]  # noqa: E731
    run = in_layer(slip, train=train)
    run.__name__, run.__doc__ = f"{slip.__name__}_in_training", f"In training: {slip.__doc__}"
    return run


TRAINING = (
    *(of_training(slip, with_statistics(slip)) for slip in MOMENTS if slip not in NAMED_ABOVE),
    *(of_training(slip, slip) for slip in AFFINE),
)
TRAINING_PAIRS = (
    *(
        pair(of_training(moment, None), root, of_training(moment, with_statistics(paired(moment, root))))
        for moment in MOMENTS
        if moment not in NAMED_ABOVE
        for root in TRAINING_ROOTS
    ),
    *(
        pair(of_training(slip, None), root, of_training(slip, functools.partial(slip, statistics=root)))
        for slip in AFFINE
        for root in TRAINING_ROOTS
    ),
)


def with_eps(constant):
    """`eps_hard_coded_in_both` with another constant."""
    slip, _ = in_training("eps_hard_coded_in_both", lambda var, eps: 1 / np.sqrt(var + constant), "")
    return in_layer(slip, train=slip, evaluate=slip)


EXERCISE = Exercise(
    batch_norm_layer,
    cases=layer_cases,
    outputs=("y", "running_mean", "running_var"),
    mistakes=(
        *(in_layer(slip, evaluate=slip) for slip in EVAL),
        updates_in_eval,
        always_training,
        modes_swapped,
        running_statistics_in_training,
        updated_statistics_in_training,
        statistics_of_output,
        in_layer(unbiased_variance_in_training, train=unbiased_variance_in_training),
        *(in_layer(train, train=train) for train, _ in ROOTS),
        *(in_layer(both, train=both, evaluate=both) for _, both in ROOTS),
        *TRAINING,
        in_layer(affine_forgotten_in_both, train=affine_forgotten_in_both, evaluate=affine_forgotten_in_both),
        updates_before_looking_at_mode,
        another_default_of_eps,
        y_alone,
        in_layer(training_ignores_mean_of_batch, train=training_ignores_mean_of_batch),
        *(in_layer(slip, update=slip) for slip in UPDATES),
    ),
    variants=(
        *map(with_eps, (1e-8, 1e-7, 1e-6, 1e-4, 1e-3)),
        *(in_layer(slip, update=slip) for slip in UPDATE_VARIANTS),
        *TRAINING_PAIRS,
        *(in_layer(slip, evaluate=slip) for slip in EVAL_PAIRS),
    ),
    scales=layer_scales,
    quantities=layer_quantities,
    points=4,
    section="two-modes",
    purpose="Both modes in one function. This is where most errors in real code are: they show only when the network is used.",
    hints=(
        "In training a variance normalizes, and a variance is stored. Are they the same number?",
        "No: what normalizes is the batch's own, which divides by m; what is stored is an estimate for other "
        "data, and divides by m − 1.",
        "In training y takes `x.mean(axis=0)` and `x.var(axis=0)`, and `(1 - momentum) * running_var + momentum * "
        "x.var(axis=0, ddof=1)` is stored. Else y takes running_mean and running_var, which are returned as they "
        "came.",
    ),
    use="""random = np.random.default_rng(0)
mean, var = np.zeros(1), np.ones(1)
for _ in range(100):
    x = random.normal(5, 3, size=(16, 1))
    y, mean, var = batch_norm_layer(x, np.ones(1), np.zeros(1), mean, var, training=True)
z, _, _ = batch_norm_layer(x, np.ones(1), np.zeros(1), mean, var, training=False)
print("largest difference between the modes on the last batch:", np.abs(y - z).max().round(2))""",
)
