"""Right answers to `sgd_step`, as different people write them."""

import numpy as np


def gradient_with_decay(w, dw, lr, weight_decay=0.0):
    gradient = dw + weight_decay * w
    return w - lr * gradient


def shrunk_first(w, dw, lr, weight_decay=0.0):
    return (1 - lr * weight_decay) * w - lr * dw


def on_a_copy(w, dw, lr, weight_decay=0.0):
    new = w.copy()
    new -= lr * dw
    new -= lr * weight_decay * w
    return new


def entry_by_entry(w, dw, lr, weight_decay=0.0):
    new = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        new[index] = w[index] - lr * (dw[index] + weight_decay * w[index])
    return new


def as_lists(w, dw, lr, weight_decay=0.0):
    return (w - lr * dw - lr * weight_decay * w).tolist()


def decay_only_where_asked(w, dw, lr, weight_decay=0.0):
    step = np.multiply(lr, dw)
    if weight_decay:
        step = step + lr * weight_decay * w
    return np.subtract(w, step)


STYLES = [gradient_with_decay, shrunk_first, on_a_copy, entry_by_entry, as_lists, decay_only_where_asked]
