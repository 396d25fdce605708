"""Right answers with one change in one place, so that the line that goes wrong is known."""

import ast
from collections.abc import Iterator

OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
METHODS = {"mean": "sum", "sum": "mean", "var": "std", "std": "var", "sqrt": "abs"}
STATEMENTS = (ast.Assign, ast.AugAssign, ast.Return, ast.Expr)


def mutants(source: str) -> Iterator[tuple[str, range]]:
    """The source with each change, and the lines of the statement in which it is."""
    lines = source.splitlines()
    for statement in _changed(ast.parse(source)):
        first, last, indent = statement.lineno, statement.end_lineno, " " * statement.col_offset
        changed = [indent + line for line in ast.unparse(statement).splitlines()]
        blank = [""] * (last - first + 1 - len(changed))
        yield "\n".join([*lines[: first - 1], *changed, *blank, *lines[last:]]) + "\n", range(first, last + 1)


def _changed(tree: ast.AST) -> Iterator[ast.stmt]:
    """Each statement with each change, which is taken back when the next is asked for."""
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for statement in [node for node in ast.walk(function) if isinstance(node, STATEMENTS)]:
            for node in list(ast.walk(statement)):
                for changes in _of(node):
                    before = {name: getattr(node, name) for name in changes}
                    vars(node).update(changes)
                    yield statement
                    vars(node).update(before)


def _of(node: ast.AST) -> Iterator[dict]:
    """Another operator, the left operand alone, another function, another axis."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in OPERATORS:
        yield {"op": OPERATORS[type(node.op)]()}
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield {"op": ast.Add(), "right": ast.Constant(0)}
    if isinstance(node, ast.Attribute) and node.attr in METHODS:
        yield {"attr": METHODS[node.attr]}
    if isinstance(node, ast.keyword) and node.arg == "axis" and getattr(node.value, "value", None) in (0, 1):
        yield {"value": ast.Constant(1 - node.value.value)}
