"""The code of an instructor's grade cell, compiled once for all submissions."""

import ast
import contextlib
from collections.abc import Iterable
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

IMPORTS = (ast.Import, ast.ImportFrom)


class Code(NamedTuple):
    """A cell's statements, but for `imports`, and the expression in its `last` line, where it has one.

    reads  the names that it does not define itself
    """

    imports: CodeType
    statements: CodeType
    last: CodeType | None
    reads: tuple[str, ...]


@lru_cache(maxsize=500)
def code_of(source: str) -> Code:
    """The code of the cell `source`. Raises SyntaxError."""
    tree = ast.parse(source)
    imports = imports_of([source])
    tree.body = [node for node in tree.body if not isinstance(node, IMPORTS)]
    reads = _reads(tree)
    last = None
    if tree.body and isinstance(end := tree.body[-1], ast.Expr):
        last = _compiled(ast.Expression(end.value), "eval")
        tree.body.pop()
    return Code(imports, _compiled(tree, "exec"), last, reads)


def imports_of(sources: Iterable[str]) -> CodeType:
    """The import statements of these cells; one that is not Python has none."""
    found: list[ast.stmt] = []
    for source in sources:
        with contextlib.suppress(SyntaxError):
            found += [node for node in ast.parse(source).body if isinstance(node, IMPORTS)]
    return _compiled(ast.Module(found, []), "exec")


def _compiled(tree: ast.Module | ast.Expression, kind: str) -> CodeType:
    return compile(tree, "<grade cell>", kind)


def _reads(tree: ast.AST) -> tuple[str, ...]:
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    stored = {node.id for node in names if not isinstance(node.ctx, ast.Load)} | _defined(tree)
    return tuple(dict.fromkeys(node.id for node in names if node.id not in stored))


def _defined(tree: ast.AST) -> set[str]:
    """What a cell's functions, classes, arguments and imports are called."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found
