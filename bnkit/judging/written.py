"""A function as it is written: its tree, and the text and the names of each part."""

import ast
import inspect
import linecache
import textwrap
from itertools import takewhile
from types import CodeType


class NoSource(Exception):
    """A function that cannot be made again from its source."""


class Written:
    """A function's definition, its lines numbered as in its file, and the text of those lines. Raises NoSource."""

    def __init__(self, code: CodeType) -> None:
        before = max(code.co_firstlineno, 1) - 1
        try:
            source, definition = _first_statement(linecache.getlines(code.co_filename)[before:], before)
        except (OSError, TypeError, SyntaxError, ValueError, IndexError, RecursionError) as error:
            raise NoSource from error
        if not isinstance(definition, ast.FunctionDef) or definition.name != code.co_name:
            raise NoSource
        self.definition = definition
        self.lines = [line.encode() for line in source.split("\n")]
        self.names: dict[int, tuple[ast.AST, frozenset[str]]] = {}

    def text(self, node: ast.expr) -> str:
        """How a part of the function is written, on one line."""
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        lines = self.lines[first : last + 1]
        lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        return " ".join(b" ".join(lines).decode().split())

    def reads(self, node: ast.AST) -> frozenset[str]:
        """The names in a part of the function; each part is looked at once."""
        if isinstance(node, ast.Name):
            return frozenset((node.id,))
        if id(node) not in self.names:
            found = frozenset().union(*map(self.reads, ast.iter_child_nodes(node)))
            self.names[id(node)] = node, found  # kept, so that no other node has its id
        return self.names[id(node)][1]


def _first_statement(lines: list[str], before: int) -> tuple[str, ast.stmt]:
    """The statement that the lines begin with: its text, with an empty line for each of those before it, and its tree.

    Its tokens are looked at only where its indents mislead.
    """
    try:
        return _parsed(_indented(lines), before)
    except SyntaxError:
        return _parsed(inspect.getblock(lines), before)


def _indented(lines: list[str]) -> list[str]:
    """The first line, and those after it that are empty, comments, or indented more."""
    more = len(lines[0]) - len(lines[0].lstrip()) + 1
    return [lines[0], *takewhile(lambda line: line[:more].isspace() or line.lstrip()[:1] == "#", lines[1:])]


def _parsed(lines: list[str], before: int) -> tuple[str, ast.stmt]:
    source = "\n" * before + textwrap.dedent("".join(lines))
    return source, ast.parse(source).body[0]
