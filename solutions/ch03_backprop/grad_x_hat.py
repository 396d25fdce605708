"""The gradient with respect to the normalized input."""

from dataclasses import replace

import numpy as np

from bnkit.authoring import Exercise

from .caches import deciding_cases
from .quantities import x_hat_quantities


def grad_x_hat(dy, gamma):
    """The gradient with respect to the normalized input, x_hat.

    dy     gradient with respect to batch norm's output y, of shape (N, D)
    gamma  scale, of shape (D,)

    Returns dx_hat, of shape (N, D).
    """
    return dy * gamma


def gamma_missing_in_dx_hat(dy, gamma):
    """gamma is missing: y = gamma · x_hat + beta, so a change of x_hat reaches y multiplied by gamma."""
    return dy.copy()


def gamma_squared_in_dx_hat(dy, gamma):
    """You multiplied by gamma two times. Once is right."""
    return dy * gamma**2


def divided_by_gamma(dy, gamma):
    """You divided by gamma. The derivative of gamma · x_hat with respect to x_hat is gamma: multiply."""
    return dy / gamma


def dx_hat_summed(dy, gamma):
    """You summed over the batch. Each example has its own x_hat, and its own gradient."""
    return (dy * gamma).sum(axis=0)


def dx_hat_over_features(dy, gamma):
    """You took the matrix product, which sums over the features. Each entry has its own gradient: dy * gamma."""
    return (dy * gamma).sum(axis=1)


def x_hat_cases(seed):
    """dy and gamma; entries 0 and below show gamma_squared_in_dx_hat and divided_by_gamma."""
    for case in deciding_cases(seed):
        yield replace(case, args=dict(dy=case.args["dy"], gamma=case.args["cache"].gamma))


EXERCISE = Exercise(
    grad_x_hat,
    cases=x_hat_cases,
    outputs=("dx_hat",),
    mistakes=(gamma_missing_in_dx_hat, gamma_squared_in_dx_hat, divided_by_gamma, dx_hat_summed, dx_hat_over_features),
    scales=lambda dy, gamma: {"dx_hat": np.abs(dy * gamma).max(axis=0)},
    symbols=lambda dy, gamma: {"m": len(dy), "gamma": gamma},
    quantities=x_hat_quantities,
    section="node-by-node",
    purpose="One step further back: from y to the normalized input.",
    hints=(
        "Into which y does x_hat_i go, and with what factor?",
        "Into y_i alone, since each example has an x_hat of its own: nothing is summed.",
        "y_i = gamma · x_hat_i + beta, so dx_hat = `dy * gamma`; gamma broadcasts over the examples.",
    ),
    use="""dy = np.random.default_rng(0).normal(size=(1000, 3))
dx_hat = grad_x_hat(dy, np.array([2.0, 1.0, 0.0]))
print("spread of the gradient that passes, for gamma = 2, 1, 0:", dx_hat.std(axis=0).round(2))
print("what lies before a feature with gamma = 0 learns nothing from it")""",
)
