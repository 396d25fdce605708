"""Right answers to `activation_percentiles`, as different people write them."""

import numpy as np


def percentiles_along_the_last_axis(activations, q=(15, 50, 85)):
    return np.moveaxis(np.percentile(activations, q, axis=-1), 0, -1)


def percentiles_by_row(activations, q=(15, 50, 85)):
    return np.array([np.percentile(row, q) for row in activations])


def percentiles_as_lists(activations, q=(15, 50, 85)):
    return [[float(np.percentile(row, each)) for each in q] for row in activations]


def percentiles_by_quantile(activations, q=(15, 50, 85)):
    return np.quantile(activations, np.asarray(q) / 100, axis=1).T


def percentiles_stacked(activations, q=(15, 50, 85)):
    return np.stack([np.percentile(activations, each, axis=1) for each in q], axis=1)


def percentiles_by_sorting(activations, q=(15, 50, 85)):
    ordered = np.sort(activations, axis=1)
    place = np.array(q) / 100 * (activations.shape[1] - 1)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, activations.shape[1] - 1)
    return ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low])


def percentiles_by_interpolation(activations, q=(15, 50, 85)):
    out = np.zeros((len(activations), len(q)))
    for t in range(len(activations)):
        out[t] = np.interp(q, np.linspace(0, 100, activations.shape[1]), sorted(activations[t]))
    return out


STYLES = [
    percentiles_along_the_last_axis,
    percentiles_by_row,
    percentiles_as_lists,
    percentiles_by_quantile,
    percentiles_stacked,
    percentiles_by_sorting,
    percentiles_by_interpolation,
]
