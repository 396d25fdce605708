"""The gradient with respect to the shift."""

from dataclasses import replace

import numpy as np

from bnkit.authoring import Exercise

from .caches import deciding_cases
from .quantities import beta_quantities


def grad_beta(dy):
    """The gradient with respect to the shift: how the loss changes with beta.

    dy  gradient with respect to batch norm's output y, of shape (N, D)

    Returns dbeta, of shape (D,).
    """
    return dy.sum(axis=0)


def dbeta_averaged(dy):
    """You took the mean over the batch. beta is added to every example, so the gradients add up: take the sum."""
    return dy.mean(axis=0)


def dbeta_unsummed(dy):
    """Your dbeta has a row for each example. beta is shared by them all: sum over the batch."""
    return dy.copy()


def dbeta_over_features(dy):
    """You summed over the features. There is one beta for each feature: sum over the batch, axis 0."""
    return dy.sum(axis=1)


def dbeta_total(dy):
    """You summed over everything. There is one beta for each feature: sum over the batch, axis 0."""
    return dy.sum()


BETA = (dbeta_averaged, dbeta_unsummed, dbeta_over_features, dbeta_total)


def dy_cases(seed):
    """The dy of `deciding_cases` alone. Equal N and D leave dbeta_over_features the right shape."""
    for case in deciding_cases(seed):
        yield replace(case, args=dict(dy=case.args["dy"]))


EXERCISE = Exercise(
    grad_beta,
    cases=dy_cases,
    outputs=("dbeta",),
    mistakes=(dbeta_averaged, dbeta_unsummed, dbeta_over_features, dbeta_total),
    scales=lambda dy: {"dbeta": np.abs(dy).sum(axis=0)},
    symbols=lambda dy: {"m": len(dy)},
    quantities=beta_quantities,
    section="beta-and-gamma",
    purpose="The shortest path in the graph: beta is added to every example.",
    hints=(
        "How much does y_i change when beta grows a little? How many y_i are there?",
        "Each by as much as beta. A number that is used many times collects a gradient from each use.",
        "dbeta = Σ_i dy_i, the sum over the batch: `dy.sum(axis=0)`.",
    ),
    use="""dy = np.ones((8, 3))
print("with dy = 1 everywhere, dbeta is the batch size:", grad_beta(dy))""",
)
