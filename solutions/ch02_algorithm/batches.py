"""Batches of rows: cases, scales and symbols that several pieces share."""

from dataclasses import replace

import numpy as np

from bnkit.authoring import Case

from .affine import forward_pass
from .statistics import cancelling_variance, undefined_for_one_example


def forward_cases(seed):
    """Batches away from gamma = 1, beta = 0 and the default eps, which hide mistakes."""
    random = np.random.default_rng(seed)

    def batch(name, N, D, eps, std=1.0, mean=2.0, **how):
        x = mean * random.normal(size=D) + std * random.normal(size=(N, D))
        return Case(name, dict(x=x, gamma=random.normal(1, 1, D), beta=random.normal(1, 1, D), eps=eps), **how)

    def small(case):
        """Numbers that fit on a line."""
        return case.also(**{name: case.args[name].round(1) for name in ("x", "gamma", "beta")})

    yield small(batch("the batch is small", 4, 2, eps=0.1))
    yield batch("eps is of the order of the variance", 9, 4, eps=0.13, std=0.4)  # every slip with eps
    yield batch("eps is larger than the variance", 7, 3, eps=1.7, std=0.8)  # eps_squared, eps_subtracted
    yield without_eps(batch("eps is left at its default", 8, 3, eps=None, std=0.01, mean=0.02))
    yield batch("one feature is nearly constant", 8, 3, eps=1e-3, std=np.array([1.0, 0.03, 2.0]))
    yield batch("there are as many examples as features", 5, 5, eps=0.2)  # swapped axes that a shape would give away
    yield batch("there is one feature", 6, 1, eps=0.3)
    yield with_gamma(batch("gamma has zero and negative entries", 6, 3, eps=0.2), [0.0, -1.5, 0.7])
    yield batch("the mean is far from zero", 12, 2, eps=0.05, mean=30.0)  # second_moment_as_variance
    yield with_outlier(batch("there are many examples, one of them far out", 20, 2, eps=0.1))
    yield batch("there is a single example", 1, 3, eps=0.2, advice=undefined_for_one_example.__name__)
    yield of_integers(batch("the input is of integers", 6, 3, eps=0.4, std=3.0), may_raise=True)  # integer_truncation
    yield of_floats32(batch("the input is of 32-bit floats", 8, 3, eps=0.13))
    yield Case("the mean is huge and the spread tiny", cancelling(random), 1e-4, advice=cancelling_variance.__name__)
    told = dict(probe="It is right where gamma is 1 and beta is 0: look at what you do with these.")
    yield batch("gamma is 1 and beta 0", 6, 3, eps=0.3, **told).also(gamma=np.ones(3), beta=np.zeros(3))
    yield batch(
        "eps is nearly 0", 6, 3, eps=1e-16, probe="It is right where eps is next to nothing: look at where eps is."
    )


def without_eps(case):
    """The case with eps left to its default, which another default would spoil."""
    args = {name: value for name, value in case.args.items() if name != "eps"}
    return replace(case, args=args, alone="another_default_of_eps")


def with_gamma(case, gamma):
    """The case with another gamma."""
    return case.also(gamma=np.array(gamma))


def with_outlier(case):
    """The case with one value far out: its x_hat is beyond 3, where somebody may have clipped it."""
    x = case.args["x"].copy()
    x[3, 0] += 30
    return case.also(x=x)


def of_integers(case, **how):
    """The case with integer x."""
    return replace(case.also(x=case.args["x"].round().astype(int)), **how)


def of_floats32(case):
    """The case with every array in single precision, and a tolerance to match."""
    single = {name: v.astype(np.float32) if isinstance(v, np.ndarray) else v for name, v in case.args.items()}
    return replace(case, args=single, tolerance=1e-3)


def cancelling(random):
    """A batch whose mean is ten million times its spread: E[x²] − mean² has few digits left."""
    x = 1e4 + 1e-3 * random.normal(size=(8, 2))
    return dict(x=x, gamma=random.normal(1, 1, 2), beta=random.normal(1, 1, 2), eps=1e-7)


def forward_scales(x, gamma, beta, eps=1e-5):
    """|gamma|·max|x_hat| + |beta| for y, max|x_hat| for x_hat."""
    largest = np.abs(forward_pass(x, gamma, beta, eps)[1].x_hat).max(axis=0)
    return {"y": np.abs(gamma) * largest + np.abs(beta), "cache.x_hat": largest}


def batch_symbols(x, gamma, beta, eps=1e-5):
    """m, gamma and beta."""
    return {"m": len(x), "gamma": gamma, "beta": beta}
