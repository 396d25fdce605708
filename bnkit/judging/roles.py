"""What a variable's name says it is: `sigma2` is a variance, `dxhat` the gradient at x_hat."""

import re

NAMES = {
    "m": "m",
    "N": "n|n ?batch|batch ?size|bs",
    "D": "d|features|n ?features",
    "C": "c|channels",
    "the mean": "mean|means|mu|mus|avg|average|xmean|meanx|xbar|m1",
    "the variance": "var|variance|vars|variances|sigma2|sigmasq|sigmasquared|sqsigma|v|xvar|varx|s2",
    "√(var + eps)": "std|sd|stdev|stddev|sigma|stds|denom|denominator|sqrtvar|stdeps",
    "inv_std": "invstd|istd|rstd|invsigma|invvar|ivar|isigma|invdenom|invsqrtvar|stdinv",
    "var + eps": "vareps|varpluseps|vareps",
    "x − mean": "xc|xmu|xminusmean|centered|centred|xcentered|xcentred|xminusmu|diff|deviation|deviations|xzero",
    "x_hat": "xhat|xnorm|normalized|normed|xnormalized|normalised|xnormalised|normx",
    "(x − mean)²": "sq|squares|squared|xmu2|xc2",
    "gamma · x_hat": "gammax|gxhat|scaled",
    "the gradient at √(var + eps)": "dsqrtvar|dstd|dsigma|dsqrtvareps",
    "the gradient at (x − mean)²": "dsq|dsquares|dsquared",
    "dx_hat · inv_std": "dxmu1|dxc1|direct|directpath",
    "dvar · 2 · (x − mean) / m": "dxmu2|dxc2|throughvar|viavar|varpath",
    "dmean / m": "dx2|throughmean|viamean|meanpath",
    "dx_hat": "dxhat|dxnorm|dnormalized|dxn|dxh",
    "dvar": "dvar|dvariance|dsigma2|dsigmasq|dv",
    "dmean": "dmean|dmu|dm",
    "the covariance": "c|cov|covariance|sigma|covmat|covmatrix",
    "n_k / n": "weights|w|fractions|share|shares",
    "gamma · inv_std": "scales?|factor",
    "beta − mean · gamma · inv_std": "shifts?|offset",
    "d_inv_std": "dinvstd|divar|drstd|dinv",
}
PATTERNS = {role: re.compile(pattern.replace(" ?", "")) for role, pattern in NAMES.items()}
BEFORE = re.compile(r"^(batch|sample|feature|channel|cur|current|the|my|row|col|group|layer)_")


def roles(name: str) -> list[str]:
    """The quantities that a variable of this name is, and outputs and arguments of the very name."""
    plain = BEFORE.sub("", name.lower()).replace("_", "")
    plain = re.sub("^grad(?=.)", "d", plain)
    return [role for role, pattern in PATTERNS.items() if pattern.fullmatch(plain)]
