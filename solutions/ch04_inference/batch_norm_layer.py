"""The layer with its two modes."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise

from .batch_norm_inference import EVAL, batch_norm_inference, inference_cases, inference_scales
from .quantities import layer_quantities
from .update_running_stats import UPDATES, eps_leaks_into_running_variance, std_with_eps_stored, update_running_stats


def batch_norm_layer(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """The layer with its two modes.

    training  normalize with the batch's mean and variance (which divides by m),
              and update the running statistics (with the variance times m/(m − 1))
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
        keywords = {"eps": eps} if update in (eps_leaks_into_running_variance, std_with_eps_stored) else {}
        return y, *update(running_mean, running_var, x, momentum, **keywords)

    return run


def updates_in_eval(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """You moved the running statistics at inference. They move in training only."""
    y, _, _ = layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    return y, *update_running_stats(running_mean, running_var, x, momentum)


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


def eps_outside_root(x, gamma, beta, mean, var, eps):
    """In training you added eps to the standard deviation. It is added to the variance, inside the root."""
    return gamma * (x - mean) / (np.sqrt(var) + eps) + beta


def eps_missing(x, gamma, beta, mean, var, eps):
    """In training eps is missing. It is added to the variance, inside the root."""
    return gamma * (x - mean) / np.sqrt(var) + beta


def eps_missing_in_both(x, gamma, beta, mean, var, eps):
    """eps is missing, in both modes. It is added to the variance, inside the root."""
    return gamma * (x - mean) / np.sqrt(var) + beta


def eps_outside_root_in_both(x, gamma, beta, mean, var, eps):
    """In both modes you added eps to the standard deviation. It is added to the variance, inside the root."""
    return gamma * (x - mean) / (np.sqrt(var) + eps) + beta


def statistics_of_output(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """You updated the running statistics with the mean and variance of y. They are statistics of x."""
    y, mean, var = layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    return (y, *update_running_stats(running_mean, running_var, y, momentum)) if training else (y, mean, var)


def training_ignores_mean_of_batch(x, gamma, beta, mean, var, eps):
    """In training you did not subtract the batch's mean."""
    return gamma * x / np.sqrt(var + eps) + beta


def in_layer(slip, **part):
    """A slip in a part of the layer as one of `batch_norm_layer`."""
    return functools.wraps(slip, assigned=("__name__", "__doc__"), updated=())(layer(**part))


def layer_cases(seed):
    """Each inference case in both modes, with a momentum of its own."""
    momenta = np.random.default_rng([seed, 11]).uniform(0.15, 0.4, 7).round(2)
    for case, momentum in zip(inference_cases(seed), momenta, strict=True):
        args = dict(case.args)
        args |= dict(running_mean=args.pop("mean"), running_var=args.pop("var"), momentum=float(momentum))
        if case.name == "eps is left at its default":
            del args["momentum"]
        for training in (True, False):
            yield Case(f"{case.name}, training={training}", args | dict(training=training), case.tolerance)


def layer_scales(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """As for y at inference, and |right| + 1e-3 for the running statistics."""
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_var)
    right = batch_norm_layer(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    running = {"running_mean": np.abs(right[1]) + 1e-3, "running_var": np.abs(right[2]) + 1e-3}
    return inference_scales(x, gamma, beta, mean, var, eps) | running


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
        in_layer(eps_outside_root, train=eps_outside_root),
        in_layer(eps_missing, train=eps_missing),
        in_layer(eps_outside_root_in_both, train=eps_outside_root_in_both, evaluate=eps_outside_root_in_both),
        in_layer(eps_missing_in_both, train=eps_missing_in_both, evaluate=eps_missing_in_both),
        in_layer(training_ignores_mean_of_batch, train=training_ignores_mean_of_batch),
        *(in_layer(slip, update=slip) for slip in UPDATES),
    ),
    scales=layer_scales,
    quantities=layer_quantities,
    points=4,
    section="two-modes",
    purpose="Both modes in one function. This is where most errors in real code are: they show only when the network is used.",
    hints=(
        "Which statistics normalize in each mode? Which mode changes the running ones?",
        "Two variances are at work in training: one divides by m and normalizes, the other by m − 1 and is stored.",
        "In training: batch_norm, then update_running_stats. Else: batch_norm_inference.",
    ),
    use="""random = np.random.default_rng(0)
mean, var = np.zeros(1), np.ones(1)
for _ in range(100):
    x = random.normal(5, 3, size=(16, 1))
    y, mean, var = batch_norm_layer(x, np.ones(1), np.zeros(1), mean, var, training=True)
z, _, _ = batch_norm_layer(x, np.ones(1), np.zeros(1), mean, var, training=False)
print("largest difference between the modes on the last batch:", np.abs(y - z).max().round(2))""",
)
