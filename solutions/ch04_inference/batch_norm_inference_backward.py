"""The backward pass with fixed statistics."""

import functools
from dataclasses import replace

import numpy as np

from bnkit.authoring import Exercise, pairs, setting

from .batch_norm_inference import inference_cases
from .quantities import inference_backward_quantities


def batch_norm_inference_backward(dy, x, gamma, mean, var, eps=1e-5):
    """The backward pass with fixed statistics, as fine-tuning with a frozen batch norm needs it.

        y = gamma · (x − mean) / √(var + eps) + beta

    dy         gradient with respect to y, of shape (N, D)
    x          array of shape (N, D)
    gamma      scale, of shape (D,)
    mean, var  the fixed statistics, of shape (D,)
    eps        a small number > 0

    Returns (dx, dgamma, dbeta) of shapes (N, D), (D,) and (D,).
    """
    inv_std = 1 / np.sqrt(var + eps)
    return dy * gamma * inv_std, (dy * (x - mean) * inv_std).sum(axis=0), dy.sum(axis=0)


def eval_uses_train_formula(dy, x, gamma, mean, var, eps=1e-5):
    """You used the formula of training. With fixed statistics nothing flows through the mean and the variance."""
    inv_std = 1 / np.sqrt(var + eps)
    x_hat, g = (x - mean) * inv_std, gamma * dy
    dx = inv_std * (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0))
    return dx, *batch_norm_inference_backward(dy, x, gamma, mean, var, eps)[1:]


def with_dx(dx):
    """A slip in dx of the backward pass at inference."""

    @functools.wraps(dx)
    def mistake(dy, x, gamma, mean, var, eps=1e-5):
        _, dgamma, dbeta = batch_norm_inference_backward(dy, x, gamma, mean, var, eps)
        return dx(dy, gamma, var, eps), dgamma, dbeta

    return mistake


@with_dx
def gamma_missing(dy, gamma, var, eps):
    """gamma is missing from dx: y is gamma times the normalized input."""
    return dy / np.sqrt(var + eps)


@with_dx
def inv_std_missing(dy, gamma, var, eps):
    """1/√(var + eps) is missing from dx."""
    return dy * gamma


@with_dx
def divided_by_variance_in_dx(dy, gamma, var, eps):
    """You divided dx by the variance. Divide by √(var + eps)."""
    return dy * gamma / (var + eps)


def eps_dropped_backward(dy, x, gamma, mean, var, eps=1e-5):
    """eps is missing in the backward pass. It is added to the stored variance there too."""
    return batch_norm_inference_backward(dy, x, gamma, mean, var, 0.0)


def eps_outside_root_backward(dy, x, gamma, mean, var, eps=1e-5):
    """You added eps to the standard deviation. It is added to the variance, inside the root."""
    return batch_norm_inference_backward(dy, x, gamma, mean, (np.sqrt(var) + eps) ** 2, 0.0)


def batch_statistics_backward(dy, x, gamma, mean, var, eps=1e-5):
    """You used the batch's own statistics. The forward pass used the given ones, and so does its gradient."""
    return batch_norm_inference_backward(dy, x, gamma, x.mean(axis=0), x.var(axis=0), eps)


def with_dgamma(dgamma):
    """A slip in dgamma of the backward pass at inference."""

    @functools.wraps(dgamma)
    def mistake(dy, x, gamma, mean, var, eps=1e-5):
        dx, _, dbeta = batch_norm_inference_backward(dy, x, gamma, mean, var, eps)
        return dx, dgamma(dy, x, (x - mean) / np.sqrt(var + eps)), dbeta

    return mistake


@with_dgamma
def dgamma_with_x(dy, x, x_hat):
    """You multiplied dy by x. gamma multiplies the normalized input, so dgamma = Σ dy · x_hat."""
    return (dy * x).sum(axis=0)


@with_dgamma
def dgamma_averaged(dy, x, x_hat):
    """You took the mean over the batch for dgamma. gamma is shared by all examples: take the sum."""
    return (dy * x_hat).mean(axis=0)


@with_dgamma
def dgamma_unsummed(dy, x, x_hat):
    """Your dgamma has a row for each example. gamma is shared by them all: sum over the batch."""
    return dy * x_hat


def dbeta_averaged(dy, x, gamma, mean, var, eps=1e-5):
    """You took the mean over the batch for dbeta. beta is shared by all examples: take the sum."""
    return *batch_norm_inference_backward(dy, x, gamma, mean, var, eps)[:2], dy.mean(axis=0)


def dgamma_dbeta_swapped(dy, x, gamma, mean, var, eps=1e-5):
    """You returned (dx, dbeta, dgamma). The order is (dx, dgamma, dbeta)."""
    dx, dgamma, dbeta = batch_norm_inference_backward(dy, x, gamma, mean, var, eps)
    return dx, dbeta, dgamma


@with_dx
def gamma_twice(dy, gamma, var, eps):
    """You multiplied dx by gamma two times. Once is right."""
    return dy * gamma**2 / np.sqrt(var + eps)


@with_dx
def multiplied_by_std_in_dx(dy, gamma, var, eps):
    """You multiplied dx by the standard deviation. Divide by it."""
    return dy * gamma * np.sqrt(var + eps)


@with_dgamma
def dgamma_with_centered(dy, x, x_hat):
    """You multiplied dy by x − mean. gamma multiplies x_hat, which is divided by √(var + eps) too."""
    return (dy * x_hat).sum(axis=0) * (np.ptp(x, axis=0) / np.ptp(x_hat, axis=0))


@with_dgamma
def dgamma_is_dbeta(dy, x, x_hat):
    """Your dgamma is Σ dy; that is dbeta. gamma multiplies x_hat, so x_hat belongs into the sum."""
    return dy.sum(axis=0)


def dgamma_of_batch(dy, x, gamma, mean, var, eps=1e-5):
    """For dgamma you normalized x with the batch's own statistics. The forward pass used the given ones."""
    dx, _, dbeta = batch_norm_inference_backward(dy, x, gamma, mean, var, eps)
    return dx, (dy * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)).sum(axis=0), dbeta


def eps_hard_coded_backward(dy, x, gamma, mean, var, eps=1e-5):
    """You used a constant of your own, such as 1e-5, whatever eps is. Use the argument."""
    return batch_norm_inference_backward(dy, x, gamma, mean, var, 1e-5)


def dx_alone(dy, x, gamma, mean, var, eps=1e-5):
    """You returned one array. Return three: dx, dgamma, dbeta."""
    return batch_norm_inference_backward(dy, x, gamma, mean, var, eps)[0]


def another_default_of_eps(dy, x, gamma, mean, var, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return batch_norm_inference_backward(dy, x, gamma, mean, var, eps)


CHANGES = {
    "gamma_missing": setting(gamma=lambda given: np.ones_like(given["gamma"])),
    "eps_dropped_backward": setting(eps=0.0),
    "eps_hard_coded_backward": setting(eps=1e-5),
    "eps_outside_root_backward": setting(var=lambda given: (np.sqrt(given["var"]) + given["eps"]) ** 2, eps=0.0),
    "batch_statistics_backward": setting(
        mean=lambda given: given["x"].mean(axis=0), var=lambda given: given["x"].var(axis=0)
    ),
}
SLIPS = (
    eval_uses_train_formula,
    gamma_missing,
    inv_std_missing,
    divided_by_variance_in_dx,
    gamma_twice,
    multiplied_by_std_in_dx,
    dgamma_averaged,
    dgamma_with_x,
)


def inference_backward_cases(seed):
    """The inference cases with a random dy."""
    random = np.random.default_rng([seed, 10])
    for case in inference_cases(seed):
        x = case.args["x"]
        args = {name: value for name, value in case.args.items() if name != "beta"}
        dy = random.normal(size=x.shape).astype(x.dtype)
        yield replace(case, args=dict(dy=dy.round(1) if "small" in case.name else dy) | args)


def inference_backward_scales(dy, x, gamma, mean, var, eps=1e-5):
    """max|gamma·dy|/√(var + eps), Σ|dy|·max(|x_hat|, 0.1), Σ|dy|."""
    x_hat = (x - mean) / np.sqrt(var + eps)
    return {
        "dx": np.abs(gamma * dy).max(axis=0) / np.sqrt(var + eps),
        "dgamma": (np.abs(dy) * np.maximum(np.abs(x_hat), 0.1)).sum(axis=0),
        "dbeta": np.abs(dy).sum(axis=0),
    }


EXERCISE = Exercise(
    batch_norm_inference_backward,
    cases=inference_backward_cases,
    outputs=("dx", "dgamma", "dbeta"),
    mistakes=(
        eval_uses_train_formula,
        batch_statistics_backward,
        eps_dropped_backward,
        eps_outside_root_backward,
        gamma_missing,
        inv_std_missing,
        divided_by_variance_in_dx,
        dgamma_with_x,
        dgamma_averaged,
        dgamma_unsummed,
        dbeta_averaged,
        dgamma_dbeta_swapped,
        gamma_twice,
        multiplied_by_std_in_dx,
        dgamma_with_centered,
        dgamma_is_dbeta,
        dgamma_of_batch,
        eps_hard_coded_backward,
        dx_alone,
        another_default_of_eps,
    ),
    variants=pairs(CHANGES, SLIPS),
    scales=inference_backward_scales,
    quantities=inference_backward_quantities,
    points=2,
    section="frozen-statistics",
    purpose="Fine-tuning often freezes the statistics. Then batch norm is a straight line, and its gradient is one too.",
    hints=(
        "Do mean and var change here when an x_i does?",
        "They do not, so nothing flows through them: only the direct path from x to y is left. gamma and beta "
        "collect from all examples, as ever.",
        "With inv_std = 1 / √(var + eps): dx = dy · gamma · inv_std; dgamma = Σ_i dy_i · (x_i − mean) · inv_std; "
        "dbeta = Σ_i dy_i.",
    ),
)
