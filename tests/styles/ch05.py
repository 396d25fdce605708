"""Right answers to chapter 5's pieces, as different people write them."""

import itertools
import math

import numpy as np

# sgd_step


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


# steps_to_accuracy


def by_loop(accuracy, target):
    for step, value in enumerate(accuracy, start=1):
        if value >= target:
            return step
    return None


def by_argmax(accuracy, target):
    reached = np.asarray(accuracy) >= target
    return reached.argmax() + 1 if reached.any() else None


def by_next(accuracy, target):
    return next((t + 1 for t in range(len(accuracy)) if accuracy[t] >= target), None)


def by_where(accuracy, target):
    (places,) = np.where(np.array(accuracy) >= target)
    return places.min() + 1 if places.size else None


def by_takewhile(accuracy, target):
    before = len(list(itertools.takewhile(lambda value: value < target, accuracy)))
    return before + 1 if before < len(accuracy) else None


def by_running_best(accuracy, target):
    best = np.maximum.accumulate(np.asarray(accuracy, float))
    steps = int(np.searchsorted(best, target)) + 1
    return steps if steps <= len(best) else None


# rescaled_gradient


def divided(dW, a):
    return np.divide(dW, a)


def times_the_inverse(dW, a):
    return (1 / a) * dW


def row_by_row(dW, a):
    return np.array([row / a for row in dW])


def divided_on_a_copy(dW, a):
    new = np.array(dW, copy=True)
    new /= a
    return new


def divided_as_lists(dW, a):
    return (dW / a).tolist()


def by_the_chain_rule(dW, a):
    return dW * a / a**2


# effective_learning_rate


def by_norm(lr, W):
    return lr / np.linalg.norm(W, axis=1) ** 2


def by_einsum(lr, W):
    return lr / np.einsum("oi,oi->o", W, W)


def by_rows(lr, W):
    return [lr / float(w @ w) for w in W]


def by_diagonal(lr, W):
    return lr / np.diag(W @ W.T)


def by_ones(lr, W):
    return lr * (np.square(W) @ np.ones(W.shape[1])) ** -1


def by_python(lr, W):
    return np.array([lr / math.fsum(value * value for value in row) for row in W.tolist()])


STYLES = {
    "sgd_step": [gradient_with_decay, shrunk_first, on_a_copy, entry_by_entry, as_lists, decay_only_where_asked],
    "steps_to_accuracy": [by_loop, by_argmax, by_next, by_where, by_takewhile, by_running_best],
    "rescaled_gradient": [
        divided,
        times_the_inverse,
        row_by_row,
        divided_on_a_copy,
        divided_as_lists,
        by_the_chain_rule,
    ],
    "effective_learning_rate": [by_norm, by_einsum, by_rows, by_diagonal, by_ones, by_python],
}
