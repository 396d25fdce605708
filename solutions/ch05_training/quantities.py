"""What a step of training computes on the way, by the text's names, and what people take for it."""

import numpy as np

from bnkit.authoring import Quantities


def step_quantities(w, dw, lr, weight_decay=0.0):
    """Those of a step with weight decay."""
    decay = weight_decay * w
    right = {
        "lr · dw": lr * dw,
        "weight_decay · w": decay,
        "lr · weight_decay": lr * weight_decay,
        "lr · weight_decay · w": lr * decay,
        "dw + weight_decay · w": dw + decay,
        "lr · (dw + weight_decay · w)": lr * (dw + decay),
        "−lr · (dw + weight_decay · w)": -lr * (dw + decay),
        "w − lr · dw": w - lr * dw,
        "1 − lr · weight_decay": 1 - lr * weight_decay,
        "(1 − lr · weight_decay) · w": (1 - lr * weight_decay) * w,
    }
    mistaken = {
        "w + lr · dw": w + lr * dw,
        "dw − weight_decay · w": dw - decay,
        "weight_decay · dw": weight_decay * dw,
        "dw + weight_decay": dw + weight_decay,
        "1 − weight_decay": 1 - weight_decay,
        "(1 − weight_decay) · w": (1 - weight_decay) * w,
        "1 + lr · weight_decay": 1 + lr * weight_decay,
        "(1 + lr · weight_decay) · w": (1 + lr * weight_decay) * w,
    }
    return Quantities(right, mistaken)


def rate_quantities(lr, W):
    """Those of the rows' norms."""
    squares = (W**2).sum(axis=1)
    right = {
        "W²": W**2,
        "‖w‖²": squares,
        "‖w‖": np.sqrt(squares),
        "1/‖w‖²": 1 / squares,
        "lr/‖w‖": lr / np.sqrt(squares),
    }
    mistaken = {
        "the columns' sums of squares": (W**2).sum(axis=0),
        "the columns' norms": np.sqrt((W**2).sum(axis=0)),
        "the sum of all squares": (W**2).sum(),
        "the norm of the whole matrix": np.sqrt((W**2).sum()),
        "the mean of the squares": (W**2).mean(axis=1),
        "the rows' sums": W.sum(axis=1),
    }
    return Quantities(right, mistaken)


def gradient_quantities(dW, a):
    """1/a."""
    return Quantities({"1/a": 1 / a}, {"a²": a**2, "√a": np.sqrt(a), "1/a²": 1 / a**2})
