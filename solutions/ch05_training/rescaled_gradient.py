"""The gradient at longer weights, which batch norm makes shorter."""

import numpy as np

from bnkit.authoring import Case, Exercise

from .quantities import gradient_quantities


def rescaled_gradient(dW, a):
    """The gradient of the same loss when the weights are a times as long.

    Batch norm (with eps = 0) gives BN(aWu) = BN(Wu). So the loss at aW equals
    the loss at W, for every a > 0 and every W.

    dW  gradient with respect to the weights, at W; an array of any shape
    a   a number > 0

    Returns the gradient with respect to the weights at aW, of the shape of dW.
    """
    return dW / a


def gradient_multiplied(dW, a):
    """You multiplied by a. Longer weights turn less for the same change: the gradient is divided by a."""
    return dW * a


def gradient_unchanged(dW, a):
    """You returned the gradient as it was. The loss is the same at aW, its gradient is not: a step of given length turns longer
    weights less."""
    return dW.copy()


def gradient_over_a_squared(dW, a):
    """You divided by a². The gradient is divided by a; the effective learning rate is what gets a²."""
    return dW / a**2


def gradient_over_root_of_a(dW, a):
    """You divided by √a. The gradient is divided by a."""
    return dW / np.sqrt(a)


def gradient_cases(seed):
    """a above and below 1."""
    random = np.random.default_rng([seed, 52])
    for name, shape, a in (("a is 2", 3, 2.0), ("a is below 1", (3, 2), 0.3), ("a is large", (2, 2, 2), 40.0)):
        yield Case(name, dict(dW=random.normal(size=shape).round(2), a=a))


EXERCISE = Exercise(
    rescaled_gradient,
    cases=gradient_cases,
    outputs=("dW",),
    mistakes=(gradient_multiplied, gradient_unchanged, gradient_over_a_squared, gradient_over_root_of_a),
    quantities=gradient_quantities,
    points=1,
    section="scale-invariance",
    purpose="Why long weights learn slowly under batch norm.",
    hints=(
        "L(aW) and L(W) are the same function of W. What does the chain rule give for the derivative of the first?",
        "a times the gradient at aW; and that is the gradient at W, as the two functions are the same.",
        "a · ∇L(aW) = ∇L(W), so the answer is `dW / a`.",
    ),
)
