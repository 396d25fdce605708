"""Right answers with one change in one place, so that the line that goes wrong is known."""

import ast
from collections.abc import Iterator

OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
METHODS = {"mean": "sum", "sum": "mean", "var": "std", "std": "var", "sqrt": "abs"}
STATEMENTS = (ast.Assign, ast.AugAssign, ast.Return, ast.Expr)


def mutants(source: str) -> Iterator[tuple[str, range]]:
    """The source with each change, and the lines of the statement in which it is."""
    count = len(list(_changes(ast.parse(source))))
    for number in range(count):
        tree = ast.parse(source)
        statement, change = list(_changes(tree))[number]
        change()
        lines = source.splitlines()
        first, last, indent = statement.lineno, statement.end_lineno, " " * statement.col_offset
        changed = [indent + line for line in ast.unparse(statement).splitlines()]
        blank = [""] * (last - first + 1 - len(changed))
        yield "\n".join([*lines[: first - 1], *changed, *blank, *lines[last:]]) + "\n", range(first, last + 1)


def _changes(tree: ast.AST) -> Iterator[tuple[ast.stmt, object]]:
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for statement in [node for node in ast.walk(function) if isinstance(node, STATEMENTS)]:
            for node in ast.walk(statement):
                yield from ((statement, change) for change in _of(node))


def _of(node: ast.AST) -> Iterator[object]:
    """Another operator, the left operand alone, another function, another axis."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in OPERATORS:
        yield lambda: setattr(node, "op", OPERATORS[type(node.op)]())
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield lambda: (setattr(node, "op", ast.Add()), setattr(node, "right", ast.Constant(0)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        yield lambda: setattr(node.func, "attr", METHODS[node.func.attr])
    if isinstance(node, ast.keyword) and node.arg == "axis" and getattr(node.value, "value", None) in (0, 1):
        yield lambda: setattr(node.value, "value", 1 - node.value.value)
