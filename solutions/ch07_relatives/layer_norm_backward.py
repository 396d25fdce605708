"""The backward pass of layer norm."""

import functools
from dataclasses import replace

import numpy as np

from bnkit.authoring import Exercise, pairs, setting
from ch03_backprop.caches import gradient_like
from ch03_backprop.wrong_forwards import gradient_through, told_of, under

from .backward import (
    OWN_PAIRS,
    PAIRS_OF_PATHS,
    ROWS,
    WRONG,
    m_is_the_length_of_the_other_axis,
    mean_of,
    row_statistics,
    with_gamma_outside,
)
from .layer_norm import features_symbols, layer_cases
from .quantities import layer_backward_quantities


def layer_norm_backward(dy, x, gamma, eps=1e-5):
    """The backward pass of layer norm.

        y = gamma · x_hat + beta        x_hat: each example normalized over its features

    dy     gradient with respect to y, of shape (N, D)
    x      array of shape (N, D)
    gamma  scale, of shape (D,)
    eps    a small number > 0

    Returns (dx, dgamma, dbeta) of shapes (N, D), (D,) and (D,).
    """
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    g = dy * gamma
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True))
    return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)


def in_layer_norm_dx(slip):
    """A slip in dx as one of `layer_norm_backward`."""

    @functools.wraps(slip)
    def mistake(dy, x, gamma, eps=1e-5):
        return slip(dy * gamma, *row_statistics(x, eps)), *layer_norm_backward(dy, x, gamma, eps)[1:]

    return mistake


def layer_gradient_of(name, phi, forward, remedy):
    """The slip of differentiating, without an error, a layer norm with inv_std = phi(var, eps, m)."""

    def mistake(dy, x, gamma, eps=1e-5):
        dx, x_hat = gradient_through(phi, (dy * gamma).T, x.T, eps)
        return dx.T, (dy * x_hat.T).sum(axis=0), dy.sum(axis=0)

    mistake.__name__, mistake.__doc__ = f"gradient_of_{name}", told_of(forward, remedy)
    return mistake


def normalized_by(statistics):
    """The backward pass, with x_hat and inv_std taken by other statistics, x -> (mean, var)."""

    def mistake(dy, x, gamma, eps=1e-5):
        mean, var = statistics(x)
        inv_std = 1 / np.sqrt(var + eps)
        x_hat, g = (x - mean) * inv_std, dy * gamma
        dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True))
        return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)

    return mistake


def batch_statistics_backward(dy, x, gamma, eps=1e-5):
    """You normalized each feature over the batch, and took the sums over the features. Layer norm does both within an example:
    mean and variance over axis 1 too."""
    return normalized_by(lambda x: (x.mean(axis=0), x.var(axis=0)))(dy, x, gamma, eps)


def one_scalar_backward(dy, x, gamma, eps=1e-5):
    """You used one mean and one variance for the whole array. Each example has its own."""
    return normalized_by(lambda x: (x.mean(), x.var()))(dy, x, gamma, eps)


def unbiased_backward(dy, x, gamma, eps=1e-5):
    """You divided by m − 1. The variance that normalizes divides by m."""
    return normalized_by(lambda x: (x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True, ddof=1)))(
        dy, x, gamma, eps
    )


def gradient_of_one_scalar_statistic(dy, x, gamma, eps=1e-5):
    """Your backward pass is the exact gradient of a forward pass with one mean and one variance for the whole array. Each example
    has its own."""
    g = (dy * gamma).reshape(1, -1)
    x_hat, inv_std = row_statistics(x.reshape(1, -1), eps)
    dx = inv_std * (g - mean_of(g) - x_hat * mean_of(g * x_hat))
    return dx.reshape(x.shape), (dy * x_hat.reshape(x.shape)).sum(axis=0), dy.sum(axis=0)


def m_is_the_number_of_examples(dy, x, gamma, eps=1e-5):
    """You divided the sums by the number of examples, N. m is the number of features, D."""
    dx = m_is_the_length_of_the_other_axis(dy * gamma, *row_statistics(x, eps))
    return dx, *layer_norm_backward(dy, x, gamma, eps)[1:]


def gradient_of_layer_norm_over_batch(dy, x, gamma, eps=1e-5):
    """Your backward pass is the exact gradient of batch norm, which normalizes each feature over the batch. Layer norm
    normalizes each example over its features."""
    dx, x_hat = gradient_through(lambda var, eps, m: 1 / np.sqrt(var + eps), dy * gamma, x, eps)
    return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)


def gamma_outside_sums(dy, x, gamma, eps=1e-5):
    """You took gamma out of the means. In batch norm gamma is constant where the means run; here it differs from feature to
    feature: multiply dy by gamma first."""
    dx, dgamma, dbeta = layer_norm_backward(dy, x, np.ones_like(gamma), eps)
    return gamma * dx, dgamma, dbeta


def gamma_missing(dy, x, gamma, eps=1e-5):
    """gamma is missing from dx: what reaches x_hat is dy · gamma."""
    return layer_norm_backward(dy, x, np.ones_like(gamma), eps)


def eps_dropped_backward(dy, x, gamma, eps=1e-5):
    """eps is missing: your backward pass is the exact gradient of a forward pass without it. It is added to the variance."""
    return layer_norm_backward(dy, x, gamma, 0.0)


def parameters_over_features(dy, x, gamma, eps=1e-5):
    """You summed dgamma and dbeta over the features. They are shared by the examples: sum over axis 0."""
    x_hat, _ = row_statistics(x, eps)
    return layer_norm_backward(dy, x, gamma, eps)[0], (dy * x_hat).sum(axis=1), dy.sum(axis=1)


def parameters_averaged(dy, x, gamma, eps=1e-5):
    """You took means for dgamma and dbeta. They are shared by the examples, so the gradients add up: take sums."""
    dx, dgamma, dbeta = layer_norm_backward(dy, x, gamma, eps)
    return dx, dgamma / len(x), dbeta / len(x)


def dgamma_with_x(dy, x, gamma, eps=1e-5):
    """You multiplied dy by x for dgamma. gamma multiplies the normalized input: Σ dy · x_hat."""
    dx, _, dbeta = layer_norm_backward(dy, x, gamma, eps)
    return dx, (dy * x).sum(axis=0), dbeta


def dgamma_with(name, factor, told):
    """The slip of multiplying dy by x − mean and another factor than inv_std, (var, eps, m) -> factor."""

    def mistake(dy, x, gamma, eps=1e-5):
        dx, _, dbeta = layer_norm_backward(dy, x, gamma, eps)
        xc, var = x - x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
        return dx, (dy * xc * factor(var, eps, x.shape[1])).sum(axis=0), dbeta

    mistake.__name__, mistake.__doc__ = name, told
    return mistake


def dgamma_averaged(dy, x, gamma, eps=1e-5):
    """You took the mean over the batch for dgamma. gamma is shared by the examples, so the gradients add up: take the sum."""
    dx, dgamma, dbeta = layer_norm_backward(dy, x, gamma, eps)
    return dx, dgamma / len(x), dbeta


def parameters_unsummed(dy, x, gamma, eps=1e-5):
    """Your dgamma and dbeta have a row for each example. They are shared by all examples: sum over axis 0."""
    return layer_norm_backward(dy, x, gamma, eps)[0], dy * row_statistics(x, eps)[0], dy.copy()


def gamma_twice(dy, x, gamma, eps=1e-5):
    """You multiplied dx by gamma two times. Once is right, before the means are taken."""
    return gamma * layer_norm_backward(dy, x, gamma, eps)[0], *layer_norm_backward(dy, x, gamma, eps)[1:]


def eps_hard_coded_backward(dy, x, gamma, eps=1e-5):
    """You used a constant of your own, such as 1e-5, whatever eps is. Use the argument."""
    return layer_norm_backward(dy, x, gamma, 1e-5)


def dx_alone(dy, x, gamma, eps=1e-5):
    """You returned one array. Return three: dx, dgamma, dbeta."""
    return layer_norm_backward(dy, x, gamma, eps)[0]


def another_default_of_eps(dy, x, gamma, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return layer_norm_backward(dy, x, gamma, eps)


def dgamma_dbeta_swapped(dy, x, gamma, eps=1e-5):
    """You returned (dx, dbeta, dgamma). The order is (dx, dgamma, dbeta)."""
    dx, dgamma, dbeta = layer_norm_backward(dy, x, gamma, eps)
    return dx, dbeta, dgamma


def layer_backward_cases(seed):
    """The same with a random dy. A gamma that differs from feature to feature shows gamma_outside_sums; equal N and D leave
    parameters_over_features the right shape.
    """
    random = np.random.default_rng([seed, 20])
    for case in layer_cases(seed):
        args = {name: value for name, value in case.args.items() if name != "beta"}
        yield replace(case, args=dict(dy=gradient_like(case.args["x"], random, case)) | args)


def layer_backward_scales(dy, x, gamma, eps=1e-5):
    """max|gamma·dy|·max inv_std over the whole array, Σ|dy|·max(|x_hat|, 0.1), Σ|dy|."""
    x_hat, inv_std = row_statistics(x, eps)
    return {
        "dx": np.abs(gamma * dy).max() * inv_std.max(),
        "dgamma": (np.abs(dy) * np.maximum(np.abs(x_hat), 0.1)).sum(axis=0),
        "dbeta": np.abs(dy).sum(axis=0),
    }


CENTERED = (
    "You multiplied dy by x − mean for dgamma. gamma multiplies x_hat, which is divided by the standard deviation too."
)
OWN_FORWARD = (
    gradient_of_layer_norm_over_batch,
    gradient_of_one_scalar_statistic,
    *(layer_gradient_of(name, *how) for name, how in WRONG.items()),
)
IN_DX = tuple(map(in_layer_norm_dx, ROWS))
CHANGES = {
    "gamma_missing": setting(gamma=lambda given: np.ones_like(given["gamma"])),
    "eps_dropped_backward": setting(eps=0.0),
    "eps_hard_coded_backward": setting(eps=1e-5),
}

EXERCISE = Exercise(
    layer_norm_backward,
    cases=layer_backward_cases,
    outputs=("dx", "dgamma", "dbeta"),
    mistakes=(
        gamma_outside_sums,
        *IN_DX,
        gamma_missing,
        gamma_twice,
        eps_dropped_backward,
        eps_hard_coded_backward,
        batch_statistics_backward,
        one_scalar_backward,
        unbiased_backward,
        m_is_the_number_of_examples,
        *OWN_FORWARD,
        parameters_over_features,
        parameters_averaged,
        parameters_unsummed,
        dgamma_averaged,
        dgamma_with_x,
        dgamma_with("dgamma_with_centered", lambda var, eps, m: 1.0, CENTERED),
        dgamma_with(
            "dgamma_eps_outside",
            lambda var, eps, m: 1 / (np.sqrt(var) + eps),
            "For dgamma you added eps outside the root.",
        ),
        dgamma_dbeta_swapped,
        dx_alone,
        another_default_of_eps,
    ),
    variants=(
        *(under(slug, layer_gradient_of("", phi, "", "")) for slug, phi in OWN_PAIRS),
        *map(in_layer_norm_dx, PAIRS_OF_PATHS),
        *(with_gamma_outside(gamma_outside_sums, slip, lambda gamma: gamma) for slip in IN_DX),
        *pairs(CHANGES, (gamma_outside_sums, m_is_the_number_of_examples, *IN_DX)),
    ),
    whole=tuple(slip.__name__ for slip in OWN_FORWARD),
    scales=layer_backward_scales,
    symbols=features_symbols,
    weights={"dx": 2},
    quantities=layer_backward_quantities,
    points=3,
    section="layer-norm",
    purpose="Almost batch norm's backward pass with the axes swapped. Almost: look for the step that is no longer allowed.",
    hints=(
        "In batch norm's closed form gamma stands in front of everything. Why was it allowed to?",
        "It was the same for all values that share a mean. Here it differs from feature to feature: multiply it "
        "into dy first, and call that g.",
        "dx = inv_std · (g − mean(g) − x_hat · mean(g · x_hat)), the means over axis 1 with keepdims; dgamma = "
        "Σ_n dy · x_hat and dbeta = Σ_n dy, over axis 0.",
    ),
    use="""random = np.random.default_rng(0)
x, dy, gamma = random.normal(size=(3, 5)), random.normal(size=(3, 5)), random.uniform(0.5, 2, 5)
dx, _, _ = layer_norm_backward(dy, x, gamma)
print("sum of dx over each example's features:", np.abs(dx.sum(axis=1)).round(12))
print("sum of dx over the batch, which batch norm would make 0:", dx.sum(axis=0).round(2))""",
)
