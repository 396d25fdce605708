"""The tool that checks every other gradient: central differences."""

import numpy as np

from bnkit.authoring import Case, Exercise, Quantities
from bnkit.judging.functions import cubes, softplus_product, wave


def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x by central differences, one entry at a time.

        g_k = (f(x + h·e_k) − f(x − h·e_k)) / (2h)

    e_k is 1 at entry k and 0 elsewhere.

    f  a function of an array that returns a number
    x  array of any shape; leave it as it was
    h  the step, > 0

    Returns g, of the shape of x.
    """
    g = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[k] = h
        g[k] = (f(x + step) - f(x - step)) / (2 * h)
    return g


def differences(f, x, ahead, behind, divisor):
    """(f(x + ahead·e_k) − f(x − behind·e_k)) / divisor for each entry k."""
    g = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[k] = 1
        g[k] = (f(x + ahead * step) - f(x - behind * step)) / divisor
    return g


def forward_difference(f, x, h=1e-5):
    """You stepped ahead only: (f(x + h) − f(x)) / h is off by about h·f''/2. Step to both sides and divide by 2h."""
    return differences(f, x, h, 0, h)


def backward_difference(f, x, h=1e-5):
    """You stepped back only: (f(x) − f(x − h)) / h is off by about h·f''/2. Step to both sides and divide by 2h."""
    return differences(f, x, 0, h, h)


def divided_by_h(f, x, h=1e-5):
    """You divided by h. Between x − h and x + h lie two steps: divide by 2h."""
    return differences(f, x, h, h, h)


def not_divided(f, x, h=1e-5):
    """You took the difference and did not divide it by 2h."""
    return differences(f, x, h, h, 1)


def half_steps(f, x, h=1e-5):
    """You divided by h, which goes with steps of h/2, and stepped h/2; the step asked for is h, divided by 2h."""
    return differences(f, x, h / 2, h / 2, h)


def difference_negated(f, x, h=1e-5):
    """Your gradient has the wrong sign: f(x + h) comes first, f(x − h) is subtracted."""
    return -differences(f, x, h, h, 2 * h)


def h_hard_coded(f, x, h=1e-5):
    """Your step is 1e-5 whatever h is. Use the argument."""
    return differences(f, x, 1e-5, 1e-5, 2e-5)


def all_entries_stepped(f, x, h=1e-5):
    """You moved all entries at once, so every entry of your gradient is the same sum. Move one entry at a time."""
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


def one_number(f, x, h=1e-5):
    """You moved all entries at once and returned one number. The gradient has an entry for each of x's: move one at a time."""
    return (f(x + h) - f(x - h)) / (2 * h)


def rows_stepped(f, x, h=1e-5):
    """You moved a whole row at a time. Loop over all indices, np.ndindex(x.shape), not over x's first axis only."""
    g = np.zeros(x.shape)
    for k in range(len(x)):
        step = np.zeros(x.shape)
        step[k] = h
        g[k] = (f(x + step) - f(x - step)) / (2 * h)
    return g


def f_of_single_rows(f, x, h=1e-5):
    """You took x row by row and gave f one row at a time. f is a function of all of x: change one entry, and give it the whole."""
    return numerical_gradient(f, x, h) if x.ndim == 1 else np.array([numerical_gradient(f, row, h) for row in x])


def another_default_of_h(f, x, h=1e-2):
    """Only where h is left to its default is your result another: the default is 1e-5."""
    return numerical_gradient(f, x, h)


def steps_left_in_x(f, x, h=1e-5):
    """You changed x to take the steps and did not put it back, so later entries are taken at another point."""
    g = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        x[k] += h
        ahead = f(x)
        x[k] -= 2 * h
        g[k] = (ahead - f(x)) / (2 * h)
    return g


def numerical_cases(seed):
    """Steps large enough that a one-sided difference and a step of another size show."""
    random = np.random.default_rng([seed, 5])
    small = random.normal(size=2).round(1) + 1.5
    # a large h: forward_difference and backward_difference are off by 3xh, half_steps by h²
    yield Case("x has two entries and f sums their cubes", dict(f=cubes, x=small, h=0.1), 1e-6)
    # two axes, and entries that all differ in their gradient: all_entries_stepped
    yield Case("x is a table", dict(f=wave, x=0.3 * random.normal(size=(2, 3)), h=0.05), 1e-6)
    # an entry that was moved and not put back changes the next one's gradient: steps_left_in_x
    yield Case(
        "each entry's gradient depends on the others", dict(f=softplus_product, x=random.normal(size=4), h=0.2), 1e-6
    )
    # a right default; h_hard_coded is right here, and wrong in the cases above; half_steps is off by 1e-10 and not seen
    yield Case(
        "h is left at its default",
        dict(f=cubes, x=random.uniform(0.7, 1.4, 5)),
        1e-6,
        alone=another_default_of_h.__name__,
    )


def numerical_quantities(f, x, h=1e-5):
    """f at both ends of each step, an entry for each k, and their difference."""
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    ahead = np.array([f(x + step) for step in steps]).reshape(x.shape)
    behind = np.array([f(x - step) for step in steps]).reshape(x.shape)
    right = {
        "f(x + h·e_k)": ahead,
        "f(x − h·e_k)": behind,
        "f(x + h·e_k) − f(x − h·e_k)": ahead - behind,
        "h·e_k": steps,
        "x + h·e_k": x + steps,
        "x − h·e_k": x - steps,
        "2h": 2 * h,
        "f(x)": f(x.copy()),
    }
    mistaken = {"f(x + h), all entries moved": f(x + h), "f(x − h), all entries moved": f(x - h)}
    return Quantities(right, mistaken)


EXERCISE = Exercise(
    numerical_gradient,
    cases=numerical_cases,
    outputs=("g",),
    mistakes=(
        forward_difference,
        divided_by_h,
        backward_difference,
        all_entries_stepped,
        steps_left_in_x,
        half_steps,
        not_divided,
        difference_negated,
        h_hard_coded,
        one_number,
        rows_stepped,
        f_of_single_rows,
        another_default_of_h,
    ),
    quantities=numerical_quantities,
    points=2,
    section="checking-a-gradient",
    purpose="A gradient that you derived is a claim. This is how you test it: move one number, look at what happens.",
    hints=(
        "How can you move one entry of an array, and find the array unchanged afterwards?",
        "`np.ndindex(x.shape)` gives the index k of each entry, whatever the number of axes. For each make a new "
        "array, of zeros but for one h, and add and subtract it.",
        "`step = np.zeros(x.shape)`, `step[k] = h`, and then `g[k] = (f(x + step) - f(x - step)) / (2 * h)`.",
    ),
    use="""x = np.array([1.0, 2.0, 3.0])
f = lambda x: (x**4).sum()
for h in (1e-1, 1e-3, 1e-5, 1e-9, 1e-13):
    print(f"h = {h:.0e}   largest error {np.abs(numerical_gradient(f, x, h) - 4 * x**3).max():.1e}")""",
)
