"""Slips in `sgd_step`, written by somebody else."""

import numpy as np


def uphill(w, dw, lr, weight_decay=0.0):
    return (1 + lr * weight_decay) * w + lr * dw


def uphill_by_loop(w, dw, lr, weight_decay=0.0):
    return np.array([a + lr * (g + weight_decay * a) for a, g in zip(w.ravel(), dw.ravel(), strict=True)]).reshape(
        w.shape
    )


def unit_step(w, dw, lr, weight_decay=0.0):
    return (1 - weight_decay) * w - dw


def unit_step_in_parts(w, dw, lr, weight_decay=0.0):
    step = dw.copy()
    step += weight_decay * w
    return np.subtract(w, step)


def no_decay(w, dw, lr, weight_decay=0.0):
    return np.add(w, -lr * dw)


def no_decay_by_loop(w, dw, lr, weight_decay=0.0):
    new = w.copy()
    for k in np.ndindex(w.shape):
        new[k] -= dw[k] * lr
    return new


OTHER_WORDS = {
    "ascends": (uphill, uphill_by_loop),
    "lr_missing": (unit_step, unit_step_in_parts),
    "decay_ignored": (no_decay, no_decay_by_loop),
}
