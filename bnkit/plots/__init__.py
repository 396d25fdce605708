"""The book's figures. They take the page's text colour, and say in words what they show."""

from bnkit.plots.ch01 import covariate_shift, percentiles, weighting_slider
from bnkit.plots.ch02 import affine_slider, decorrelation, descent_slider, saturation, saturation_slider, shapes, slope
from bnkit.plots.ch03 import company_slider, depth, gradient_check, graph, growing_bias
from bnkit.plots.ch04 import momentum_slider, noise_slider
from bnkit.plots.ch05 import scale_slider
from bnkit.plots.ch06 import gradient_slider
from bnkit.plots.ch07 import company, relatives

__all__ = [
    "affine_slider",
    "company",
    "company_slider",
    "covariate_shift",
    "decorrelation",
    "depth",
    "descent_slider",
    "gradient_check",
    "gradient_slider",
    "graph",
    "growing_bias",
    "momentum_slider",
    "noise_slider",
    "percentiles",
    "relatives",
    "saturation",
    "saturation_slider",
    "scale_slider",
    "shapes",
    "slope",
    "weighting_slider",
]
