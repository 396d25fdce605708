"""The book's measurements: each module measures one thing, and `bnkit experiment NAME` writes book/results/NAME.json.

An experiment is a module with

    CONFIG, QUICK     its settings, and those that `--quick` changes
    SEEDS             how many seeds it has at full size
    parts(config)     the names of what is measured independently of each other, {name: settings}
    measure(settings, run) -> {measure: a list with a value for each seed}
    conclude(values) -> {slug: Finding}

`bnkit experiment NAME --conclude` draws the conclusions anew from measured values;
`bnkit experiment --list` shows how much processor time each took; `bnkit experiment all --workers 2` measures everything again. The
parts of an experiment run side by side, on this machine or on a Dask cluster, and `bnkit.plots.measured` draws the results
of each by a function of its name.

A results file holds

    config         the settings
    seeds          the seeds, in the order of every list in `values`
    versions       of Python, numpy, torch, scikit-learn
    values         {part: {measure: [a value for each seed]}}
    summary        {part: {measure: {mean, low, high}}}, with Student's 95% intervals, where a seed's value is a number
    findings       {slug: {text, values, region, mean, low, high, p, verdict}}; see `bnkit.findings.finding`
    cpu_seconds    of the parts together: the processor's time (older results have wall_seconds, by the clock)
"""

NAMES = (
    "speed",
    "learning_rates",
    "depth",
    "shift",
    "noisy",
    "landscape",
    "theorems",
    "small_batch",
    "regularization",
    "folding",
    "interactions",
    "weight_decay",
)
