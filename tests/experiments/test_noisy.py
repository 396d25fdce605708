"""The noise and the jitter of noisy batch norm."""

import pytest
import torch

from bnkit.experiments.measurements.noisy import Noise, jitter, resting


@pytest.fixture
def z():
    return torch.randn(3, 400, 50, generator=torch.Generator().manual_seed(0)) * 2 + 1


def test_the_mean_of_the_noise_is_what_it_rests_at(z):
    noise = Noise()
    mean = torch.stack([noise(0, z) for _ in range(300)]).mean(0)
    assert (mean - resting(0, z)).abs().max() < 0.2


def test_units_of_a_step_share_shift_and_scale():
    zeros, ones = torch.zeros(2, 2000, 30), torch.ones(2, 2000, 30)
    shift = Noise()(0, zeros)
    scale = Noise()(0, ones) - shift
    assert (shift - shift.mean(1, keepdim=True)).abs().max() < 0.11
    assert shift.mean(1).abs().max() < 0.51 and shift.mean(1).std() > 0.2
    assert scale.mean(1).min() > 0.98 and scale.mean(1).max() < 1.27
    assert scale.std(1).mean().item() == pytest.approx(0.1, abs=0.005)


def test_a_shift_moves_the_means_alone(z):
    found = jitter(z, z + 0.3 * z.std(1).mean(-1).view(-1, 1, 1))
    torch.testing.assert_close(found, torch.tensor([[0.3] * 3, [0.0] * 3]), atol=1e-4, rtol=0)


def test_scaling_about_the_mean_moves_the_spreads_alone(z):
    mean = z.mean(1, keepdim=True)
    found = jitter(z, mean + 1.5 * (z - mean))
    torch.testing.assert_close(found, torch.tensor([[0.0] * 3, [0.5] * 3]), atol=1e-4, rtol=0)
