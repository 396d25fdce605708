"""Test functions that learner and grader both have: a case names one, so that a key holds no code."""

from collections.abc import Callable

import numpy as np


def cubes(x: np.ndarray) -> float:
    """Σ x³: a central difference of step h is off by h² in each entry, a one-sided one by 3xh + h²."""
    return float((x**3).sum())


def wave(x: np.ndarray) -> float:
    """sin(Σ k·x_k): the entries differ in their gradient, cos(Σ k·x_k)·k, counted from 1."""
    return float(np.sin((np.arange(1, x.size + 1) * x.ravel()).sum()))


def softplus_product(x: np.ndarray) -> float:
    """Π log(1 + exp(x)): every entry's gradient depends on every other."""
    return float(np.log1p(np.exp(x)).prod())


def slope_and_walls(w: np.ndarray) -> float:
    """L(w) = log(1 + exp(Σ w)) + Σ w⁴/4: a loss whose gradient changes along every line."""
    return float(np.log1p(np.exp(w.sum())) + (w**4).sum() / 4)


def slope_and_walls_gradient(w: np.ndarray) -> np.ndarray:
    """∇L(w) = 1/(1 + exp(−Σ w)) + w³."""
    return 1 / (1 + np.exp(-w.sum())) + w**3


def chain_gradients(weights: list[np.ndarray]) -> list[np.ndarray]:
    """The gradients of ½‖tanh(… tanh(U W_1) …) W_k − V‖² by W_1 … W_k: on a fixed batch U, V."""
    random = np.random.default_rng(0)
    inputs = [random.normal(size=(6, len(weights[0])))]
    for W in weights:
        inputs.append(np.tanh(inputs[-1] @ W))
    delta = inputs[-2] @ weights[-1] - random.normal(size=(6, weights[-1].shape[1]))
    gradients = []
    for W, u in zip(reversed(weights), reversed(inputs[:-1]), strict=True):
        gradients.append(u.T @ delta)
        delta = (delta @ W.T) * (1 - u**2)
    return gradients[::-1]


FUNCTIONS: dict[str, Callable] = {
    each.__name__: each
    for each in (cubes, wave, softplus_product, slope_and_walls, slope_and_walls_gradient, chain_gradients)
}
