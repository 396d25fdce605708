"""A step of gradient descent with weight decay."""

import numpy as np

from bnkit.authoring import Case, Exercise

from .quantities import step_quantities


def sgd_step(w, dw, lr, weight_decay=0.0):
    """One step of gradient descent on the loss plus weight_decay/2 · ‖w‖².

    w             weights, an array of any shape; leave it as it was
    dw            gradient of the loss with respect to w, of the same shape
    lr            learning rate, > 0: the factor of the gradient in the step
    weight_decay  how strongly the weights are pulled to 0

    Returns the new weights, an array of the shape of w.
    """
    return w - lr * (dw + weight_decay * w)


def ascends(w, dw, lr, weight_decay=0.0):
    """You added the gradient. The loss grows along it: subtract."""
    return w + lr * (dw + weight_decay * w)


def lr_missing(w, dw, lr, weight_decay=0.0):
    """The learning rate is missing."""
    return w - (dw + weight_decay * w)


def decay_ignored(w, dw, lr, weight_decay=0.0):
    """Your step does not depend on weight_decay."""
    return w - lr * dw


def decay_without_lr(w, dw, lr, weight_decay=0.0):
    """You did not multiply the decay by the learning rate: lr · (dw + weight_decay · w)."""
    return w - lr * dw - weight_decay * w


def decay_sign(w, dw, lr, weight_decay=0.0):
    """Your decay pushes the weights away from 0. It pulls them towards 0."""
    return w - lr * (dw - weight_decay * w)


def decay_sign_without_lr(w, dw, lr, weight_decay=0.0):
    """You added weight_decay · w, and without the learning rate. The decay pulls the weights towards 0, as fast as lr says: put
    brackets, lr · (dw + weight_decay · w)."""
    return w - lr * dw + weight_decay * w


def decay_on_gradient(w, dw, lr, weight_decay=0.0):
    """You multiplied the decay by the gradient. It is multiplied by the weights."""
    return w - lr * (dw + weight_decay * dw)


def decay_of_signs(w, dw, lr, weight_decay=0.0):
    """You pulled every weight by the same amount, its sign times weight_decay. The pull is in proportion to the weight."""
    return w - lr * (dw + weight_decay * np.sign(w))


def decay_twice(w, dw, lr, weight_decay=0.0):
    """Your decay is twice as strong. It is the gradient of weight_decay/2 · ‖w‖², which is weight_decay · w."""
    return w - lr * (dw + 2 * weight_decay * w)


def only_the_change(w, dw, lr, weight_decay=0.0):
    """You returned the change alone. Return the new weights: w minus it."""
    return -lr * (dw + weight_decay * w)


def weights_changed_in_place(w, dw, lr, weight_decay=0.0):
    """You changed w in place. Return a new array: the caller still needs the old one."""
    w -= lr * (dw + weight_decay * w)
    return w


def step_cases(seed):
    """Decay large enough to see, weights of both signs."""
    random = np.random.default_rng([seed, 50])
    yield Case(
        "w has three entries",
        dict(w=random.normal(size=3).round(1) + 0.05, dw=random.normal(size=3).round(1), lr=0.1, weight_decay=0.3),
    )
    yield Case(
        "w is a matrix", dict(w=random.normal(size=(4, 3)), dw=random.normal(size=(4, 3)), lr=0.7, weight_decay=0.2)
    )
    yield Case("weight_decay is left at its default", dict(w=random.normal(size=5), dw=random.normal(size=5), lr=0.3))


NETWORK = """from bnkit import pieces

forward, backward = pieces.batch_norm_forward, pieces.batch_norm_backward
for name in ("batch_norm_forward", "batch_norm_backward"):
    print(name, "is", pieces.whose(name))
random = np.random.default_rng(0)
x = random.normal(size=(256, 2))
t = (x[:, :1] * x[:, 1:] > 0) * 1.0                      # are the two signs equal?
W1, gamma, beta, W2 = random.normal(size=(2, 16)), np.ones(16), np.zeros(16), 0.1 * random.normal(size=(16, 1))
for step in range(301):
    y, cache = forward(x @ W1, gamma, beta)
    h = np.maximum(y, 0)
    p = 1 / (1 + np.exp(-h @ W2))
    dz = (p - t) / len(x)
    dx, dgamma, dbeta = backward((dz @ W2.T) * (h > 0), cache)
    if step % 100 == 0:
        print(f"step {step:3}: accuracy {((p > 0.5) == t).mean():.2f}")
    W1, W2 = sgd_step(W1, x.T @ dx, 0.5), sgd_step(W2, h.T @ dz, 0.5)
    gamma, beta = sgd_step(gamma, dgamma, 0.5), sgd_step(beta, dbeta, 0.5)"""

EXERCISE = Exercise(
    sgd_step,
    cases=step_cases,
    outputs=("w",),
    mistakes=(
        ascends,
        lr_missing,
        decay_ignored,
        decay_without_lr,
        decay_sign,
        decay_sign_without_lr,
        decay_on_gradient,
        decay_of_signs,
        decay_twice,
        only_the_change,
        weights_changed_in_place,
    ),
    quantities=step_quantities,
    points=1,
    section="training-your-own",
    purpose="The step that every run in this chapter takes. With it, and with your pieces of chapters 2 and 3, a network learns.",
    hints=(
        "In which direction does the loss grow? And in which direction does ‖w‖² grow?",
        "The step goes against the sum of two gradients. That of ½‖w‖² is w itself.",
        "`w - lr * (dw + weight_decay * w)`, which is a new array.",
    ),
    use=NETWORK,
)
