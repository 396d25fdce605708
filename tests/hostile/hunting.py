"""Attempts at the points of an input that shows no mistake, and at those who run the mistakes on it."""

from hostile.case import hunt

SHOWS = "dict(x=[[0.0, 10.0], [1.0, 12.0]], gamma=[1.0, 1.0], beta=[0.0, 0.0])"
HIDES = "dict(x=[[1.0, -1.0], [-1.0, 1.0]], gamma=[1.0, 1.0], beta=[0.0, 0.0])"
SHOWN = 1


def returning(value: str, before: str = "pass") -> str:
    """A cell whose function returns that."""
    return f"def expose_with_four():\n    {before}\n    return {value}\n"


CASES = [
    hunt("hunt-honest", "an input that shows", returning(SHOWS), SHOWN),
    hunt("hunt-hiding", "an input that hides", returning(HIDES)),
    hunt(
        "hunt-huge-array", "hundreds of megabytes", returning("dict(x=np.ones((6000, 6000)), gamma=[1.0], beta=[0.0])")
    ),
    hunt("hunt-wide", "an axis that costs a cube", returning("dict(x=np.ones((1, 10**6)), gamma=[1.0], beta=[0.0])")),
    hunt("hunt-many-names", "ten thousand arguments", returning("{str(n): 1.0 for n in range(10_000)}")),
    hunt("hunt-strange-name", "a name that no file holds", returning("{'\\ud800<script>hostile()</script>': 1.0}")),
    hunt(
        "hunt-deep",
        "lists in lists",
        returning("dict(x=x, gamma=[1.0], beta=[0.0])", "x = []; [x := [x] for _ in range(900)]"),
    ),
    hunt("hunt-text", "text for numbers", returning("dict(x='ones', gamma='1', beta='0')")),
    hunt("hunt-objects", "an array of objects", returning("dict(x=np.array([[None]]), gamma=[1.0], beta=[0.0])")),
    hunt("hunt-nan", "not a number", returning("dict(x=[[np.nan, 1.0]], gamma=[1.0] * 2, beta=[0.0] * 2)")),
    hunt(
        "hunt-beyond",
        "beyond a float",
        returning("dict(x=[[10.0**300] * 2], gamma=[1.0] * 2, beta=[0.0] * 2, eps=1e300)"),
    ),
    hunt("hunt-raises", "an exception with a long text", returning("1 / 0", "raise ValueError('said ' * 10**6)")),
    hunt("hunt-prints", "printing without end", returning(HIDES, "[print('1.0') for _ in range(10**5)]")),
    hunt("hunt-exits", "the end of the process", returning(SHOWS, "import os; os._exit(0)")),
    hunt("hunt-number", "the points themselves", returning("1.0")),
    hunt("hunt-verdict", "a verdict", returning("__import__('bnkit').Verdict('c', 'n', 1, 1, {})")),
    hunt(
        "hunt-mapping",
        "a dict that is another at each look",
        "class Two(dict):\n    def __getitem__(self, name): return [[1e9]]\n    def get(self, *a): return 2\n"
        "    def items(self): return [('x', 1)]\n" + returning(f"Two({HIDES})"),
    ),
    hunt(
        "hunt-pretends",
        "an object that says it is an array",
        "class A:\n    shape, ndim, size, dtype = (2, 2), 2, 4, np.dtype(float)\n"
        "    def __array__(self, *a, **k): return np.ones((2, 2))\n    __array_interface__ = property(lambda self: exit())\n"
        + returning("dict(x=A(), gamma=[1.0, 1.0], beta=[0.0, 0.0])"),
    ),
    hunt(
        "hunt-patches",
        "the judges of hunts say yes",
        "import bnkit.hunting as h, bnkit.hunting.judge as j, bnkit.hunting.notebook as n\n"
        "h.check = n.check = j.judge_hunt = n.judge_hunt = lambda *a, **k: 1.0\n" + returning(HIDES),
    ),
    hunt(
        "hunt-reads-the-answer",
        "the code of the mistakes in the sandbox",
        "import glob\n"
        + returning(f"{SHOWS} if found else {{}}", "found = glob.glob('/**/catalogue.npz', recursive=True)"),
    ),
]
