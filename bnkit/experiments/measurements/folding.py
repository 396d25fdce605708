"""Folding batch norm away: what is left of the output's error in four precisions, for features that hardly vary, and under padding.

A layer and its batch norm in inference mode against one folded layer, both against float64. Weights are folded in float64 by
the pieces and then rounded. The batch norm is computed in the layer's precision, and as libraries do it: in float32 at least,
its output rounded. A layer's stored statistics are those of its own outputs, so that one with tiny weights hardly varies.
"""

import time

import numpy as np
import torch
from torch.nn import functional

from bnkit.experiments.pieces import piece
from bnkit.experiments.run import Run
from bnkit.findings.finding import Finding

CONFIG = {"channels": 32, "groups": 4, "side": 14, "examples": 64, "eps": 1e-5, "tiny": 3e-4, "repeats": 60}
QUICK = {"channels": 8, "side": 8, "examples": 8, "repeats": 5}
SEEDS = 8
PRECISIONS = {"float64": torch.float64, "float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
LAYERS = {"linear": {}, "convolution": {"stride": 2, "padding": 1}, "grouped convolution": {"padding": 1}}


def parts(config: dict) -> dict[str, dict]:
    """Each layer in each precision, and one with tiny weights; padding after the batch norm; latency."""
    found = {f"{layer}, {name}": {"layer": layer, "precision": name} for layer in LAYERS for name in PRECISIONS}
    tiny = {f"tiny variance, {name}": {"layer": "linear", "precision": name, "tiny": True} for name in PRECISIONS}
    return found | tiny | {"padding": {"padding": True}, "latency": {"latency": True}}


class Layer:
    """Random weights of a layer and its batch norm, in float64, and an input."""

    def __init__(self, kind: str, run: Run, seed: int, tiny: bool = False):
        rng, C = np.random.default_rng(seed), run.config["channels"]
        self.groups = run.config["groups"] if kind.startswith("grouped") else 1
        kernel, side = ((), ()) if kind == "linear" else ((3, 3), (run.config["side"],) * 2)
        self.W = rng.normal(size=(C, C // self.groups, *kernel)) / np.sqrt(C * 9 ** bool(kernel))
        self.gamma, self.beta, self.how = rng.normal(1, 0.3, C), rng.normal(size=C), LAYERS.get(kind, {})
        self.b, self.eps = rng.normal(size=C), run.config["eps"]
        if tiny:
            self.W, self.b, self.eps = run.config["tiny"] * self.W, np.zeros(C), run.config["tiny"] ** 2
        self.x = rng.normal(size=(run.config["examples"], C, *side))
        z = self.apply(self.W, self.b, torch.float64).transpose(0, 1).flatten(1)
        self.mean, self.var = z.mean(1).numpy(), z.var(1).numpy()
        fold = piece(run.pieces, "fold_conv" if kernel else "fold_linear")
        self.folded = fold(self.W, self.b, self.gamma, self.beta, self.mean, self.var, self.eps)

    def apply(self, W: np.ndarray, b: np.ndarray, dtype: torch.dtype) -> torch.Tensor:
        """The layer with these weights, in that precision."""
        inputs, weight, bias = (torch.tensor(each).to(dtype) for each in (self.x, W, b))
        if weight.dim() == 2:
            return functional.linear(inputs, weight, bias)
        return functional.conv2d(inputs, weight, bias, groups=self.groups, **self.how)

    def normalize(self, z: torch.Tensor) -> torch.Tensor:
        """Batch norm in inference mode, in z's precision."""
        shape = (1, -1, *[1] * (z.dim() - 2))
        mean, var, gamma, beta = (
            torch.tensor(each).to(z.dtype).view(shape) for each in (self.mean, self.var, self.gamma, self.beta)
        )
        return gamma * (z - mean) * torch.rsqrt(var + self.eps) + beta

    def outputs(self, dtype: torch.dtype) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Folded, with batch norm in that precision, and with batch norm in float32 or better."""
        W, b = self.folded
        z, wider = self.apply(self.W, self.b, dtype), torch.promote_types(dtype, torch.float32)
        return self.apply(W, b, dtype), self.normalize(z), self.normalize(z.to(wider)).to(dtype)


def measure(settings: dict, run: Run) -> dict:
    """The largest error over the largest output, in three ways; or what the part measures."""
    if "padding" in settings:
        return padding(run)
    if "latency" in settings:
        return latency(run)
    dtype, errors = PRECISIONS[settings["precision"]], []
    for seed in run.seeds:
        layer = Layer(settings["layer"], run, seed, settings.get("tiny", False))
        truth = layer.normalize(layer.apply(layer.W, layer.b, torch.float64))
        errors.append([float((y.double() - truth).abs().max() / truth.abs().max()) for y in layer.outputs(dtype)])
    return dict(
        zip(
            ("folded", "unfolded", "unfolded, float32"), (list(each) for each in zip(*errors, strict=True)), strict=True
        )
    )


def padding(run: Run) -> dict:
    """Batch norm *before* a zero-padded convolution, folded forwards as if there were no padding: where it is wrong."""
    found = []
    for seed in run.seeds:
        layer = Layer("grouped convolution", run, seed)
        layer.groups, layer.W = 1, np.tile(layer.W, (1, run.config["groups"], 1, 1))
        x = torch.tensor(layer.x)
        scale = layer.gamma / np.sqrt(layer.var + layer.eps)
        shift = layer.beta - scale * layer.mean
        truth = functional.conv2d(layer.normalize(x), torch.tensor(layer.W), torch.tensor(layer.b), padding=1)
        W, b = layer.W * scale[:, None, None], layer.b + (layer.W.sum((2, 3)) * shift).sum(1)
        error = (layer.apply(W, b, torch.float64) - truth).abs() / truth.abs().max()
        found.append((float(error[..., 1:-1, 1:-1].max()), float(error.max())))
    inside, border = (list(each) for each in zip(*found, strict=True))
    return {"inside": inside, "border": border}


def latency(run: Run) -> dict:
    """The convolution's least time with its batch norm over the folded one's, in float32, taken in turn."""
    ratios = []
    for seed in run.seeds:
        layer = Layer("convolution", run, seed)
        weights = [torch.tensor(each).float() for each in (layer.W, layer.b, *layer.folded, layer.mean, layer.var)]
        W, b, folded_W, folded_b, mean, var = weights
        gamma, beta, x = (torch.tensor(each).float() for each in (layer.gamma, layer.beta, layer.x))

        def before():
            return functional.batch_norm(functional.conv2d(x, W, b, padding=1), mean, var, gamma, beta)  # noqa: B023

        def after():
            return functional.conv2d(x, folded_W, folded_b, padding=1)  # noqa: B023

        seconds = [[_seconds(run_once) for run_once in (before, after)] for _ in range(run.config["repeats"])]
        ratios.append(float(np.divide(*np.min(seconds, axis=0))))
    return {"ratio": ratios}


def _seconds(run_once) -> float:
    start = time.perf_counter()
    run_once()
    return time.perf_counter() - start


def conclude(values: dict) -> dict[str, Finding]:
    """Exact in float64, no worse than batch norm itself in the others, wrong at a padded border, faster."""
    worst = np.max([values[f"{layer}, float64"]["folded"] for layer in LAYERS], axis=0).tolist()
    findings = {
        "exact": Finding("Folding is exact to rounding in float64: the largest relative error.", worst, (None, 1e-12))
    }
    for name in list(PRECISIONS)[1:]:
        both = (values[f"linear, {name}"][way] for way in ("folded", "unfolded, float32"))
        findings[f"no_worse_{name}"] = Finding(
            f"In {name} the folded layer's error is at most twice that of layer and a library's batch norm: log ratio, below log 2.",
            [float(np.log(folded / unfolded)) for folded, unfolded in zip(*both, strict=True)],
            (None, float(np.log(2))),
        )
    pads = values["padding"]
    return findings | {
        "padding_inside": Finding(
            "Folding forwards is exact inside a zero-padded image.", pads["inside"], (None, 1e-12)
        ),
        "padding_border": Finding(
            "… and wrong at its border: the largest relative error, above 0.01.", pads["border"], (0.01, None)
        ),
        "faster": Finding(
            "Folding makes inference faster: the ratio of times, less 1.", [r - 1 for r in values["latency"]["ratio"]]
        ),
    }
