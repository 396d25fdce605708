"""Real images and their labels, and a split for each seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

MOST = 12_000
OPENML = {"mnist": ("mnist_784", 1, (1, 28, 28)), "cifar10": ("CIFAR_10", 1, (3, 32, 32))}
NAMES = ("digits", *OPENML)


class NoData(Exception):
    """The data cannot be had, with what to do about it."""


@dataclass(frozen=True)
class Data:
    """x: images as rows, of shape (n, C·H·W), from 0 to 1. labels: of shape (n,). shape: (C, H, W)."""

    x: torch.Tensor
    labels: torch.Tensor
    shape: tuple[int, int, int]


@dataclass(frozen=True)
class Split:
    """Rows of the data for each seed: index tensors of shape (seeds, n)."""

    train: torch.Tensor
    validation: torch.Tensor
    test: torch.Tensor


def load(name: str = "digits", home: Path | None = None) -> Data:
    """digits (1,797 images of 8 × 8, in scikit-learn), or mnist or cifar10 from OpenML, cached in `home`. Raises NoData.

    Of the large sets the first 12,000 images are taken.
    """
    if name == "digits":
        from sklearn.datasets import load_digits

        images, labels = load_digits(return_X_y=True)
        return _data(images / 16, labels, (1, 8, 8))
    images, labels = _openml(name, home)
    return _data(images[:MOST] / 255, labels[:MOST].astype(int), OPENML[name][2])


def _data(x: np.ndarray, labels: np.ndarray, shape: tuple[int, int, int]) -> Data:
    return Data(torch.tensor(x, dtype=torch.float32), torch.tensor(labels), shape)


def _openml(name: str, home: Path | None) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import fetch_openml

    dataset, version, _ = OPENML[name]
    try:
        return fetch_openml(
            dataset, version=version, return_X_y=True, as_frame=False, data_home=home, parser="liac-arff", n_retries=1
        )
    except (OSError, ValueError) as error:
        raise NoData(
            f"{name} could not be fetched from openml.org ({error}). It needs a network the first time; "
            "--data digits needs none."
        ) from error


def split(count: int, seeds: Sequence[int], shares: tuple[float, float] = (0.56, 0.22)) -> Split:
    """For each seed a shuffle of the rows, cut into training, validation and the rest for the test."""
    rows = torch.stack([torch.randperm(count, generator=torch.Generator().manual_seed(seed)) for seed in seeds])
    first, second = int(shares[0] * count), int(sum(shares) * count)
    return Split(rows[:, :first], rows[:, first:second], rows[:, second:])
