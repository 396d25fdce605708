"""Every normalization that trains against the chapters' pieces, and what it stores against torch and the pieces."""

import numpy as np
import pytest
import torch

from bnkit.experiments import norms
from bnkit.experiments.measurements.small_batch import averaged
from bnkit.experiments.net import Net
from bnkit.experiments.pieces import piece

C, SIZE = 8, 4
ONES, ZEROS = np.ones(C), np.zeros(C)


@pytest.fixture
def images():
    return torch.randn(2, 12, C, 3, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64) * 2 + 1


@pytest.fixture
def table(images):
    return images[..., 0, 0]


def by_piece(name, z, *arguments):
    """The piece's output for each network of the stack."""
    return torch.from_numpy(np.stack([piece("", name)(each.numpy(), *arguments) for each in z]))


PAIRS = [
    ("batch", "batch_norm", (ONES, ZEROS)),
    ("layer", "layer_norm", (ONES, ZEROS)),
    ("ghost", "ghost_batch_norm", (ONES, ZEROS, SIZE)),
]


@pytest.mark.parametrize("norm, name, arguments", PAIRS)
def test_a_table_is_normalized_as_by_the_piece(table, norm, name, arguments):
    how = {"size": SIZE} if norm == "ghost" else {}
    torch.testing.assert_close(norms.NORMS[norm](table, **how)[0], by_piece(name, table, *arguments))


def test_images_are_normalized_as_by_the_pieces(images):
    torch.testing.assert_close(norms.batch(images)[0], by_piece("batch_norm_images", images, ONES, ZEROS))
    torch.testing.assert_close(norms.NORMS["group"](images)[0], by_piece("group_norm", images, ONES, ZEROS, 4))
    torch.testing.assert_close(norms.NORMS["layer"](images)[0], by_piece("group_norm", images, ONES, ZEROS, 1))


@pytest.mark.parametrize("norm", ["batch", "ghost"])
def test_given_statistics_normalize_as_the_piece_for_inference(table, norm):
    given = torch.full((2, 1, C), 2.0, dtype=torch.float64), torch.full((2, 1, C), 3.0, dtype=torch.float64)
    expected = by_piece("batch_norm_inference", table, ONES, ZEROS, 2 * ONES, 3 * ONES)
    torch.testing.assert_close(norms.NORMS[norm](table, given)[0], expected)


def test_what_batch_norm_stores_of_images_is_torchs_running_average(images):
    layer = torch.nn.BatchNorm2d(C, dtype=torch.float64)
    running = torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64)
    for batch in (images, images + 1, 2 * images):
        layer(batch[1])
        running = averaged(running, norms.batch(batch)[1], 0.1)
    for mine, torchs in zip(running, (layer.running_mean, layer.running_var), strict=True):
        torch.testing.assert_close(mine[1].flatten(), torchs)


def test_what_ghost_batch_norm_stores_is_the_population_piece_s(table):
    parts = [part.numpy() for part in table[0].split(SIZE)]
    mean, var = piece("", "population_statistics")(parts)
    stored = norms.ghost(table, size=SIZE)[1]
    np.testing.assert_allclose(stored[0][0, 0], mean)
    np.testing.assert_allclose(stored[1][0, 0], var)


def test_merged_statistics_are_the_piece_s(table):
    found = norms.merged(
        [(part.mean(1, keepdim=True), part.var(1, correction=0, keepdim=True)) for part in table.split(4, 1)]
    )
    parts = table[0].unflatten(0, (-1, 4)).numpy()
    expected = piece("", "merge_statistics")(np.full(3, 4), parts.mean(1), parts.var(1))
    for mine, the_piece_s in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine[0, 0], the_piece_s)


def test_the_gradient_is_the_backward_piece_s(table):
    z, dy = table.clone().requires_grad_(), torch.randn(table.shape, dtype=torch.float64)
    (dz,) = torch.autograd.grad(norms.batch(z)[0], z, dy)
    for x, g, found in zip(table, dy, dz, strict=True):
        cache = piece("", "batch_norm_forward")(x.numpy(), ONES, ZEROS)[1]
        np.testing.assert_allclose(found, piece("", "batch_norm_backward")(g.numpy(), cache)[0], atol=1e-12)


def test_eps_is_the_net_s(table):
    net = Net((C, C, 3), "batch", eps=0.5)
    (W, gamma, beta), _ = net.initial([0, 1])
    z = table @ W.double()
    found = net._normalize(z, [gamma.double(), beta.double()], None)[0]
    torch.testing.assert_close(found, by_piece("batch_norm", z, ONES, ZEROS, 0.5))
