"""Slips in `numerical_gradient`, written by somebody else."""

import numpy as np


def one_sided(f, x, h=1e-5):
    here, out = f(x), np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        moved = x.copy()
        moved[it.multi_index] += h
        out[it.multi_index] = (f(moved) - here) / h
    return out


def one_sided_by_unit_vectors(f, x, h=1e-5):
    units = np.eye(x.size).reshape(-1, *x.shape)
    return np.array([f(x + h * e) - f(x) for e in units]).reshape(x.shape) / h


def over_one_step(f, x, h=1e-5):
    out = []
    for k in range(x.size):
        e = np.zeros(x.size)
        e[k] = h
        e = e.reshape(x.shape)
        out.append((f(x + e) - f(x - e)) / h)
    return np.reshape(out, x.shape)


def over_one_step_in_place(f, x, h=1e-5):
    z, out = np.array(x, dtype=float), np.zeros(x.shape)
    for k in np.ndindex(*x.shape):
        old = z[k]
        z[k] = old + h
        ahead = f(z)
        z[k] = old - h
        out[k] = (ahead - f(z)) * (1 / h)
        z[k] = old
    return out


def behind_only(f, x, h=1e-5):
    out = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        back = x.copy()
        back[k] -= h
        out[k] = -(f(back) - f(x)) / h
    return out


def behind_by_unit_vectors(f, x, h=1e-5):
    units = np.identity(x.size)
    return np.array([(f(x) - f(x - (h * e).reshape(x.shape))) / h for e in units]).reshape(x.shape)


OTHER_WORDS = {
    "forward_difference": (one_sided, one_sided_by_unit_vectors),
    "divided_by_h": (over_one_step, over_one_step_in_place),
    "backward_difference": (behind_only, behind_by_unit_vectors),
}
