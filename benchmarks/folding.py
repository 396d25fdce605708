"""What folding batch norm into the layer before it gains at inference: ratios of median times, taken in turn.

    python benchmarks/folding.py

The last line is JSON: {"folding_ratio": {layer: …}}.
"""

import json
import time

import numpy as np
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval

LAYERS = {
    "linear 256 → 256, 64 examples": (nn.Linear(256, 256), nn.BatchNorm1d(256), (64, 256)),
    "convolution 1 × 1, 64 channels, 28 × 28": (nn.Conv2d(64, 64, 1), nn.BatchNorm2d(64), (4, 64, 28, 28)),
    "convolution 3 × 3, 32 channels, 28 × 28": (nn.Conv2d(32, 32, 3, padding=1), nn.BatchNorm2d(32), (4, 32, 28, 28)),
}
ROUNDS = 200


def seconds(run, x: torch.Tensor) -> float:
    """The time of one call."""
    start = time.perf_counter()
    run(x)
    return time.perf_counter() - start


@torch.inference_mode()
def main() -> None:
    """Print the ratios."""
    torch.set_num_threads(1)
    ratios = {}
    for name, (layer, norm, shape) in LAYERS.items():
        both = nn.Sequential(layer, norm).eval()
        fuse = fuse_linear_bn_eval if isinstance(layer, nn.Linear) else fuse_conv_bn_eval
        folded, x = fuse(both[0], both[1]), torch.randn(shape)
        torch.testing.assert_close(folded(x), both(x), atol=1e-4, rtol=1e-4)
        times = np.array([[seconds(both, x), seconds(folded, x)] for _ in range(ROUNDS)])
        ratios[name] = float(np.divide(*np.median(times, axis=0)))
        print(f"{name}: {ratios[name]:.2f} times as fast when folded")
    print(json.dumps({"folding_ratio": ratios}, ensure_ascii=False))


if __name__ == "__main__":
    main()
