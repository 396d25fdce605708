"""Attempts at points that no piece has earned."""

from hostile.case import EARNED, RIGHT, code, shape, solution

SAYS_YES = """
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __hash__(self): return 1
    def __float__(self): return 0.0
    def __len__(self): return 8
    def __bool__(self): return True
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
"""


def change_points(content):
    for each in content["cells"]:
        if "points" in each["metadata"]["nbgrader"]:
            each["metadata"]["nbgrader"]["points"] = 1000


def change_checks(content):
    for each in content["cells"]:
        if each["metadata"]["nbgrader"]["grade_id"].endswith("-check"):
            each["source"] = "2.0"


def ready_made_outputs(content):
    for each in content["cells"]:
        if each["metadata"]["nbgrader"]["grade_id"].endswith("-check"):
            data = {"text/plain": "2.0"}
            each["outputs"] = [{"output_type": "execute_result", "data": data, "execution_count": 1, "metadata": {}}]


def own_account(content):
    content["metadata"]["bnkit"] = {"verdicts": [], "notes": [], "seconds": 0.0, "trouble": "", "points": 100}


def claim_manual(content):
    solution(content)["metadata"]["nbgrader"] |= {"grade": True, "points": 100}


CASES = [
    code("patch-numpy-testing", "assert_allclose says yes", "np.testing.assert_allclose = lambda *a, **k: None"),
    code("patch-numpy", "all comparisons say yes", "np.allclose = np.array_equal = np.all = lambda *a, **k: True"),
    code("patch-arrays", "arrays' own sums", "np.max = np.abs = lambda *a, **k: 0.0"),
    code(
        "patch-builtins",
        "abs, max and all",
        """import builtins
builtins.max = builtins.abs = lambda *a, **k: 0
builtins.all = lambda *a: True""",
    ),
    code(
        "patch-check",
        "check is another function",
        """check = lambda f: 2.0
def batch_norm(*a): return 0""",
    ),
    code(
        "patch-bnkit",
        "the package's check",
        """import bnkit, bnkit.judging.judge as j, bnkit.learning.check as c
bnkit.check = bnkit.judge = c.check = c.judge = j.judge = j.judge_piece = lambda *a, **k: 2.0""",
    ),
    code(
        "patch-compare",
        "the package's comparison",
        """import bnkit.judging.compare as c
c.agrees = lambda *a, **k: True""",
    ),
    code(
        "patch-verdict",
        "every verdict is right",
        """import bnkit.judging.verdict as v
v.Verdict.points = property(lambda self: 2.0)""",
    ),
    code(
        "transform-input",
        "cells are rewritten before they run",
        """ip = get_ipython()
ip.input_transformers_post.append(lambda lines: ['2.0\\n'])""",
    ),
    code(
        "transform-ast",
        "check cells become numbers",
        """import ast
class T(ast.NodeTransformer):
    def visit_Call(self, node): return ast.Constant(2.0)
get_ipython().ast_transformers.append(T())""",
    ),
    code(
        "display-hook",
        "what is shown is 2.0",
        """import sys
sys.displayhook = lambda value: print(2.0)""",
    ),
    code(
        "post-run-hook",
        "a hook after every cell",
        "get_ipython().events.register('post_run_cell', lambda *a: print(2.0))",
    ),
    code(
        "solve-from-source",
        "look for the solutions",
        """import glob, os, sys
for p in glob.glob('/**/ch02_algorithm/batch_norm.py', recursive=True)[:5]:
    sys.path.insert(0, os.path.dirname(os.path.dirname(p)))
    from ch02_algorithm.batch_norm import batch_norm""",
    ),
    code("return-yes", "an object that equals everything", SAYS_YES + "def batch_norm(*a, **k): return Yes()"),
    code(
        "return-array-interface",
        "an object that becomes what it is compared to",
        SAYS_YES
        + """Yes.__array__ = lambda self, *a, **k: a[0]
def batch_norm(*a, **k): return Yes()""",
    ),
    code(
        "return-ufunc-override",
        "an array that answers for itself",
        """class A(np.ndarray):
    def __array_ufunc__(self, *a, **k): return np.zeros(1)
def batch_norm(x, *a, **k): return x.view(A)""",
    ),
    code(
        "return-nan", "not a number compares as nothing", "def batch_norm(x, *a, **k): return np.full_like(x, np.nan)"
    ),
    code(
        "return-float-subclass",
        "a float that reports full points",
        """class F(float):
    def __repr__(self): return '2.0'
def batch_norm(*a, **k): return F(2)""",
    ),
    code(
        "change-arguments",
        "the inputs are made to fit the answer",
        """def batch_norm(x, gamma, beta, eps=1e-5):
    x[...] = 0; gamma[...] = 0; beta[...] = 0
    return x""",
    ),
    code(
        "walk-the-frames",
        "look for the answer on the stack",
        """import sys
def batch_norm(x, gamma, beta, eps=1e-5):
    f = sys._getframe()
    while f:
        for v in list(f.f_locals.values()):
            if hasattr(v, 'expected'): return v.expected
        f = f.f_back""",
    ),
    code(
        "gc-for-answers",
        "look for the answer among all objects",
        """import gc
def batch_norm(x, gamma, beta, eps=1e-5):
    return next((o for o in gc.get_objects() if isinstance(o, np.ndarray) and o.shape == x.shape and o is not x), 0)""",
    ),
    code(
        "learn-the-public-key",
        "answers remembered from the public key",
        """import bnkit.judging.key as k
try:
    KEY = k.find('batch_norm')
except Exception:
    KEY = None
def batch_norm(x, gamma, beta, eps=1e-5):
    for a in KEY.answers:
        if a.args['x'].shape == x.shape: return a.outputs['y']""",
    ),
    shape("edited-points", "a thousand points a cell", change_points),
    shape("edited-checks", "locked cells give the points", change_checks),
    shape("ready-outputs", "outputs that are there already", ready_made_outputs),
    shape("own-account", "the grader's own account, brought along", own_account),
    shape("solution-worth-points", "a solution cell made a graded one", claim_manual),
    code("an-honest-one", "a right answer, for comparison", RIGHT, EARNED),
]
