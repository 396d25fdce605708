"""Chapter 4's solutions against torch, in float64; folding on whole networks."""

import numpy as np
import torch
from agreement import RIGHT
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from bnkit.learning import oracle

ch04 = RIGHT["ch04"]
seeds, sizes, widths, eps_values = (
    st.integers(0, 2**32 - 1),
    st.integers(2, 12),
    st.integers(1, 7),
    st.floats(1e-3, 2.0),
)


def agree(got, wanted):
    np.testing.assert_allclose(got, wanted, rtol=1e-10, atol=1e-10)


def draw(seed, N, D):
    random = np.random.default_rng(seed)
    x, gamma, beta = random.normal(1, 2, (N, D)), random.normal(1, 1, D), random.normal(size=D)
    return x, gamma, beta, random.normal(size=D), random.uniform(0.2, 3, D)


@settings(max_examples=40, deadline=None)
@given(seeds, sizes, widths, eps_values, st.floats(0.01, 1.0), st.booleans())
def test_the_layer_is_torchs_in_both_modes(seed, N, D, eps, momentum, training):
    arguments = draw(seed, N, D)
    how = dict(training=training, momentum=momentum, eps=eps)
    got, wanted = ch04.batch_norm_layer(*arguments, **how), oracle.batch_norm_layer(*arguments, **how)
    for mine, torchs in zip(got, wanted, strict=True):
        agree(mine, torchs)
    if training:
        x, _, _, mean, var = arguments
        for mine, torchs in zip(ch04.update_running_stats(mean, var, x, momentum), wanted[1:], strict=True):
            agree(mine, torchs)
    else:
        agree(ch04.batch_norm_inference(*arguments, eps), wanted[0])


@settings(max_examples=40, deadline=None)
@given(seeds, sizes, widths, eps_values)
def test_the_backward_pass_at_inference_is_torchs(seed, N, D, eps):
    x, gamma, beta, mean, var = draw(seed, N, D)
    dy = np.random.default_rng(seed).normal(size=x.shape)
    tensors = [torch.tensor(a).requires_grad_() for a in (x, gamma, beta)]
    y = nn.functional.batch_norm(tensors[0], torch.tensor(mean), torch.tensor(var), *tensors[1:], eps=eps)
    wanted = torch.autograd.grad(y, tensors, torch.tensor(dy))
    for mine, torchs in zip(ch04.batch_norm_inference_backward(dy, x, gamma, mean, var, eps), wanted, strict=True):
        agree(mine, torchs.numpy())


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(2, 6), st.integers(2, 8), widths)
def test_population_statistics_are_algorithm_2s(seed, K, m, D):
    batches = list(np.random.default_rng(seed).normal(1, 2, (K, m, D)))
    mean, var = ch04.population_statistics(batches)
    agree(mean, torch.tensor(np.array(batches)).mean((0, 1)).numpy())
    agree(var, torch.tensor(np.array(batches)).var(1, correction=1).mean(0).numpy())


@settings(max_examples=40, deadline=None)
@given(seeds, st.lists(st.integers(1, 9), min_size=1, max_size=5), widths)
def test_merged_statistics_are_those_of_the_whole(seed, counts, D):
    random = np.random.default_rng(seed)
    parts = [random.normal(random.normal(0, 3), 1, (n, D)) for n in counts]
    means, variances = np.array([p.mean(0) for p in parts]), np.array([p.var(0) for p in parts])
    mean, var = ch04.merge_statistics(np.array(counts), means, variances)
    whole = torch.tensor(np.concatenate(parts))
    agree(mean, whole.mean(0).numpy())
    agree(var, whole.var(0, correction=0).numpy())


def settled(norm):
    """A batch norm of torch's with statistics and parameters away from their defaults."""
    with torch.no_grad():
        for tensor, low, high in (
            (norm.running_var, 0.2, 3),
            (norm.running_mean, -2, 2),
            (norm.weight, -2, 2),
            (norm.bias, -1, 1),
        ):
            tensor.uniform_(low, high)
    return norm


def folded(layer, norm, fold):
    """W and b of `layer` with `norm` folded in, as tensors."""
    numbers = [None if t is None else t.detach().numpy() for t in (layer.weight, layer.bias)]
    statistics = (norm.weight, norm.bias, norm.running_mean, norm.running_var)
    return map(torch.tensor, fold(*numbers, *(t.detach().numpy() for t in statistics), norm.eps))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31), st.booleans(), st.booleans(), st.integers(1, 3))
def test_a_whole_convolutional_network_folds(seed, bias, grouped, stride):
    torch.manual_seed(seed)
    groups = 2 if grouped else 1
    first = nn.Conv2d(3, 6, (3, 2), stride=stride, padding=1, bias=bias)
    second = nn.Conv2d(6, 4, 3, padding=(1, 2), groups=groups, bias=not bias)
    last = nn.Linear(4, 5, bias=bias)
    norms = settled(nn.BatchNorm2d(6, eps=0.1)), settled(nn.BatchNorm2d(4, eps=1e-3)), settled(nn.BatchNorm1d(5))
    layers = [
        first,
        norms[0],
        nn.ReLU(),
        second,
        norms[1],
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        last,
        norms[2],
    ]
    network = nn.Sequential(*layers).double().eval()
    images = torch.randn(2, 3, 9, 8, dtype=torch.float64)
    with torch.no_grad():
        u = nn.functional.conv2d(images, *folded(first, norms[0], ch04.fold_conv), stride=stride, padding=1).relu()
        u = nn.functional.conv2d(u, *folded(second, norms[1], ch04.fold_conv), padding=(1, 2), groups=groups).relu()
        u = nn.functional.linear(u.mean((2, 3)), *folded(last, norms[2], ch04.fold_linear))
        agree(u.numpy(), network(images).numpy())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31), st.booleans(), st.integers(1, 6), st.integers(1, 6))
def test_batch_norm_folds_into_the_layer_after_it(seed, bias, inputs, outputs):
    torch.manual_seed(seed)
    norm, layer = settled(nn.BatchNorm1d(inputs, eps=0.2)), nn.Linear(inputs, outputs, bias=bias)
    network = nn.Sequential(norm, layer).double().eval()
    u = torch.randn(4, inputs, dtype=torch.float64)
    with torch.no_grad():
        agree(nn.functional.linear(u, *folded(layer, norm, ch04.fold_into_next_linear)).numpy(), network(u).numpy())


def test_folding_into_a_padded_convolution_after_it_is_wrong_at_the_border():
    """Why no piece does it: zero padding is applied to batch norm's output, where 0 is not what the shift makes of 0."""
    torch.manual_seed(0)
    norm, conv = settled(nn.BatchNorm2d(2)).double().eval(), nn.Conv2d(2, 1, 3, padding=1, bias=False).double()
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    shift = norm.bias - norm.running_mean * scale
    x = torch.randn(1, 2, 6, 6, dtype=torch.float64)
    with torch.no_grad():
        b = (conv.weight.sum((2, 3)) @ shift).reshape(1)
        wrong = nn.functional.conv2d(x, conv.weight * scale[:, None, None], b, padding=1) - conv(norm(x))
    assert wrong[..., 1:-1, 1:-1].abs().max() < 1e-12 < 1e-2 < wrong.abs().max()
