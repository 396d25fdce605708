"""Batch norm on parts of a batch."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise, pairs, setting
from ch02_algorithm.affine import AFFINE
from ch02_algorithm.batch_norm import batch_norm
from ch02_algorithm.statistics import OTHER_CONSTANTS, STATISTICS, STATISTICS_PAIRS

from .quantities import ghost_quantities
from .statistics import over


def ghost_batch_norm(x, gamma, beta, ghost_size, eps=1e-5):
    """Batch norm on parts of the batch: each `ghost_size` neighbouring examples are a batch of their own.

        examples 0 … ghost_size − 1 are the first ghost batch, the next ghost_size the second, …

    x            array of shape (N, D)
    gamma, beta  scale and shift, of shape (D,), the same for all parts
    ghost_size   a divisor of N
    eps          a small number > 0

    Returns y, of shape (N, D).
    """
    parts = x.reshape(-1, ghost_size, x.shape[1])
    mean, var = parts.mean(axis=1, keepdims=True), parts.var(axis=1, keepdims=True)
    return (gamma * (parts - mean) / np.sqrt(var + eps) + beta).reshape(x.shape)


def in_ghosts(slip):
    """A slip in chapter 2's statistics as one of `ghost_batch_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, ghost_size, eps=1e-5):
        parts = x.reshape(-1, ghost_size, x.shape[1])
        x_hat = [(part - mean) * inv_std for part in parts for mean, inv_std in [slip(part, eps)]]
        return gamma * np.concatenate(x_hat) + beta

    mistake.__doc__ = slip.__doc__ and slip.__doc__.replace("the whole array", "a whole ghost batch")
    return mistake


def in_each_ghost(slip):
    """A slip of chapter 2's forward pass as one of `ghost_batch_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, ghost_size, eps=1e-5):
        parts = x.reshape(-1, ghost_size, x.shape[1])
        return np.concatenate([slip(part, gamma, beta, eps)[0] for part in parts])

    return mistake


def ghosts_ignored(x, gamma, beta, ghost_size, eps=1e-5):
    """You normalized over the whole batch. Each ghost batch has its own mean and variance."""
    return ghost_batch_norm(x, gamma, beta, len(x), eps)


def ghosts_interleaved(x, gamma, beta, ghost_size, eps=1e-5):
    """You put every k-th example into a ghost batch. A ghost batch is a block of neighbours."""
    parts = x.reshape(ghost_size, -1, x.shape[1])
    return (gamma * over(parts, 0, eps) + beta).reshape(x.shape)


def size_taken_for_count(x, gamma, beta, ghost_size, eps=1e-5):
    """You took ghost_size for the number of ghost batches. It is the number of examples in one."""
    return ghost_batch_norm(x, gamma, beta, len(x) // ghost_size, eps)


def first_ghost_for_all(x, gamma, beta, ghost_size, eps=1e-5):
    """You normalized all examples with the first ghost batch's statistics. Each ghost batch has its own."""
    first = x[:ghost_size]
    return gamma * (x - first.mean(axis=0)) / np.sqrt(first.var(axis=0) + eps) + beta


def ghosts_overlap(x, gamma, beta, ghost_size, eps=1e-5):
    """Your ghost batches begin one example apart, so they overlap and the last examples get none. They begin ghost_size apart:
    range(0, len(x), ghost_size)."""
    y = np.zeros_like(x)
    for start in range(len(x) // ghost_size):
        y[start : start + ghost_size] = batch_norm(x[start : start + ghost_size], gamma, beta, eps)
    return y


def another_default_of_eps(x, gamma, beta, ghost_size, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return ghost_batch_norm(x, gamma, beta, ghost_size, eps)


CHANGES = {
    "gamma_dropped": setting(gamma=lambda given: np.ones_like(given["gamma"])),
    "beta_dropped": setting(beta=lambda given: np.zeros_like(given["beta"])),
    "eps_missing": setting(eps=0.0),
    "eps_hard_coded": setting(eps=1e-5),
    "size_taken_for_count": setting(ghost_size=lambda given: len(given["x"]) // given["ghost_size"]),
    "ghosts_ignored": setting(ghost_size=lambda given: len(given["x"])),
}


def ghost_cases(seed):
    """Batches of two and more ghosts, ghost_size never the number of ghosts alone."""
    random = np.random.default_rng([seed, 23])
    kinds = [
        ("the batch is small", (6, 2), 3, 0.1, 1.0, 1),  # 2 ghosts of 3: size_taken_for_count
        ("eps is of the order of the variance", (12, 3), 4, 0.13, 0.4, 12),  # every slip with eps; ghosts_ignored
        ("eps is larger than the variance", (8, 4), 4, 1.7, 0.8, 12),  # eps_squared, eps_subtracted
        ("eps is left at its default", (15, 2), 5, None, 0.01, 12),  # another default; here eps_hard_coded is right
        ("there are as many ghosts as examples in one", (16, 3), 4, 0.2, 1.0, 12),  # ghosts_interleaved
        ("the batch is one ghost", (6, 3), 6, 0.2, 1.0, 12),  # it is batch norm, and ghosts_ignored is right
        ("there are as many examples in a ghost as features", (9, 3), 3, 0.3, 1.0, 12),  # over_features
        ("a ghost has many examples", (40, 1), 20, 0.1, 1.0, 12),
    ]
    for name, (N, D), ghost_size, eps, std, digits in kinds:
        x = std * (2 * random.normal(size=D) + random.normal(size=(N, D)))
        arrays = dict(x=x, gamma=random.normal(1, 1, D), beta=random.normal(1, 1, D))
        arrays = {name: array.round(digits) for name, array in arrays.items()}
        args = arrays | dict(ghost_size=ghost_size) | ({} if eps is None else dict(eps=eps))
        yield Case(name, args, alone="another_default_of_eps" if eps is None else "")


SLIPS = (
    ghosts_ignored,
    ghosts_interleaved,
    size_taken_for_count,
    first_ghost_for_all,
    ghosts_overlap,
    *map(in_ghosts, STATISTICS),
    *map(in_each_ghost, AFFINE),
)

EXERCISE = Exercise(
    ghost_batch_norm,
    cases=ghost_cases,
    outputs=("y",),
    mistakes=(*SLIPS, another_default_of_eps),
    variants=(*map(in_ghosts, (*OTHER_CONSTANTS, *STATISTICS_PAIRS)), *pairs(CHANGES, SLIPS)),
    symbols=lambda x, gamma, beta, ghost_size, eps=1e-5: {"m": ghost_size, "gamma": gamma, "beta": beta},
    quantities=ghost_quantities,
    points=2,
    section="ghost-batch-norm",
    purpose="A large batch gives steady statistics, and less of the noise that regularizes. Ghost batches bring it back.",
    hints=(
        "Can x be reshaped so that each ghost batch is one entry of a new first axis?",
        "It can, since neighbours belong together. The examples of one part then lie along axis 1: take mean and "
        "variance there, and no loop is needed.",
        "`parts = x.reshape(-1, ghost_size, x.shape[1])`, `parts.mean(axis=1, keepdims=True)`, the same with var, "
        "and at the end `.reshape(x.shape)`.",
    ),
    use="""x = np.random.default_rng(0).normal(size=(512, 1))
whole = (x - x.mean()) / x.std()
for size in (4, 32, 256):
    noise = ghost_batch_norm(x, np.ones(1), np.zeros(1), size) - whole
    print(f"ghosts of {size:3}: the output differs from the whole batch's by {noise.std():.3f}")""",
)
