"""How many lines were changed in a function that was to be mended by one."""

import ast
import inspect
from collections.abc import Callable
from difflib import SequenceMatcher

from bnkit.judging.written import NoSource, Written


def changed(function: Callable, given: str) -> int:
    """How many lines of `function` differ from the code `given`, layout and comments aside; 0 where its source is not known."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    try:
        now = _lines(Written(code).definition) if code else []
    except NoSource:
        return 0
    before = _lines(ast.parse(given).body[0])
    parts = SequenceMatcher(None, before, now, autojunk=False).get_opcodes() if now else []
    return sum(max(end - start, last - first) for kind, start, end, first, last in parts if kind != "equal")


def _lines(definition: ast.stmt) -> list[str]:
    """The arguments, then each line of the body, without its docstring."""
    assert isinstance(definition, ast.FunctionDef)
    body = definition.body[1:] if ast.get_docstring(definition) else definition.body
    return [ast.unparse(definition.args), *(line for each in body for line in ast.unparse(each).splitlines())]
