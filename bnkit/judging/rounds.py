"""A loop that never comes to its second round."""

import ast
from collections.abc import Callable
from types import FunctionType

from bnkit.judging.written import NoSource, Written


def early_return(function: Callable) -> int | None:
    """The line of a `return` with which a loop's first round ends, whatever happens in it; None where none is seen."""
    if not isinstance(function, FunctionType):
        return None
    try:
        definition = Written(function.__code__).definition
    except NoSource:
        return None
    for loop in ast.walk(definition):
        if isinstance(loop, (ast.For, ast.While)) and not _goes_on(loop):
            line = _left_at(loop.body)
            if line is not None:
                return line
    return None


def _goes_on(loop: ast.For | ast.While) -> bool:
    return any(isinstance(node, ast.Continue) for node in ast.walk(loop))


def _left_at(statements: list[ast.stmt]) -> int | None:
    """The line of the last `return` where the statements always end in one."""
    match statements:
        case [*_, ast.Return(lineno=line)]:
            return line
        case [*_, ast.If(body=body, orelse=[*orelse])]:
            return _left_at(orelse) if _left_at(body) is not None else None
    return None
