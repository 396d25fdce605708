"""The gradient with respect to the scale."""

import numpy as np

from bnkit.authoring import Exercise

from .caches import backward_cases, backward_scales, backward_symbols
from .quantities import backward_quantities


def grad_gamma(dy, cache):
    """The gradient with respect to the scale: how the loss changes with gamma.

    dy     gradient with respect to batch norm's output y, of shape (N, D)
    cache  Cache(x, x_hat, inv_std, gamma, eps) of the forward pass

    Returns dgamma, of shape (D,).
    """
    return (dy * cache.x_hat).sum(axis=0)


def dgamma_with_x(dy, cache):
    """You multiplied dy by x. gamma multiplies the normalized input, so dgamma = Σ dy · x_hat."""
    return (dy * cache.x).sum(axis=0)


def dgamma_with_centered(dy, cache):
    """You multiplied dy by x − mean. gamma multiplies x_hat, which is divided by the standard deviation too."""
    return (dy * (cache.x - cache.x.mean(axis=0))).sum(axis=0)


def dgamma_averaged(dy, cache):
    """You took the mean over the batch for dgamma. gamma is shared by all examples, so the gradients add up: take the sum."""
    return (dy * cache.x_hat).mean(axis=0)


def dgamma_unsummed(dy, cache):
    """Your dgamma has a row for each example. gamma is shared by them all: sum over the batch."""
    return dy * cache.x_hat


def dgamma_times_gamma(dy, cache):
    """You multiplied by gamma. The derivative of gamma · x_hat with respect to gamma is x_hat alone."""
    return cache.gamma * (dy * cache.x_hat).sum(axis=0)


def dgamma_over_features(dy, cache):
    """You summed over the features for dgamma. There is one gamma for each feature: sum over the batch, axis 0."""
    return (dy * cache.x_hat).sum(axis=1)


def dgamma_total(dy, cache):
    """You summed over everything for dgamma. There is one gamma for each feature: sum over the batch, axis 0."""
    return (dy * cache.x_hat).sum()


def dgamma_is_dbeta(dy, cache):
    """Your dgamma is Σ dy; that is dbeta. gamma multiplies x_hat, so x_hat belongs into the sum."""
    return dy.sum(axis=0)


def dgamma_of(name, inv_std, told):
    """The slip of multiplying dy by x − mean and another factor than inv_std, (var, eps, m) -> factor."""

    def slip(dy, cache):
        xc = cache.x - cache.x.mean(axis=0)
        return (dy * xc * inv_std(cache.x.var(axis=0), cache.eps, len(dy))).sum(axis=0)

    slip.__name__ = f"dgamma_{name}"
    slip.__doc__ = f"For dgamma you {told} The cache's x_hat is the one that gamma multiplied."
    return slip


GAMMA = (
    dgamma_with_x,
    dgamma_averaged,
    dgamma_unsummed,
    dgamma_times_gamma,
    dgamma_with_centered,
    dgamma_over_features,
    dgamma_is_dbeta,
    dgamma_total,
    dgamma_of("without_eps", lambda var, eps, m: 1 / np.sqrt(var), "normalized x anew, without eps."),
    dgamma_of(
        "eps_outside", lambda var, eps, m: 1 / (np.sqrt(var) + eps), "normalized x anew, with eps outside the root."
    ),
    dgamma_of("unbiased", lambda var, eps, m: 1 / np.sqrt(var * m / (m - 1) + eps), "normalized x anew, with m − 1."),
    dgamma_of(
        "over_variance", lambda var, eps, m: 1 / (var + eps), "divided x − mean by the variance, not by its root."
    ),
    dgamma_of(
        "std_for_sqrt",
        lambda var, eps, m: 1 / np.std(var + eps),
        "normalized x anew, by np.std of var + eps for np.sqrt.",
    ),
    dgamma_of("eps_hard_coded", lambda var, eps, m: 1 / np.sqrt(var + 1e-5), "normalized x anew, with 1e-5 for eps."),
)

EXERCISE = Exercise(
    grad_gamma,
    cases=backward_cases,
    outputs=("dgamma",),
    mistakes=GAMMA,
    scales=lambda dy, cache: {"dgamma": backward_scales(dy, cache)["dgamma"]},
    symbols=backward_symbols,
    quantities=backward_quantities,
    section="beta-and-gamma",
    purpose="The next one, and the one that is most often printed wrong: which input does gamma multiply?",
    hints=(
        "How much does y_i change when gamma grows by 1? Is it the same for all examples?",
        "By what gamma multiplies, and that is in the cache. As for beta, every example contributes.",
        "dgamma = Σ_i dy_i · x_hat_i, the sum over the batch: `(dy * cache.x_hat).sum(axis=0)`.",
    ),
    use="""x_hat = np.array([[-1.0], [0.0], [1.0]])
cache = Cache(x=10 + 5 * x_hat, x_hat=x_hat, inv_std=np.array([0.2]), gamma=np.array([2.0]), eps=0.0)
print("dy = x_hat gives dgamma = Σ x_hat² =", grad_gamma(x_hat, cache))""",
)
