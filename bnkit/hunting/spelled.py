"""A mistake's code in one function, as a learner would have written it: each call of a helper gives way to what that computes.

The catalogue puts mistakes together from steps, so that none is written twice. Here the steps are put into one another again, as
expressions: a name that stands for another is replaced by it, and what nothing uses is left out.
"""

import ast
import inspect
import linecache
import re
import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from bnkit.judging.cache import Cache

CHAPTER = re.compile(r"ch\d\d_\w+(\.|$)")
SIMPLE = (ast.Name, ast.Constant)
PLAIN = (bool, int, float, str, tuple, type(None))


class Unspelled(Exception):
    """A mistake whose steps cannot be put into one function."""


def spelled(mistake: Callable, solution: Callable) -> str:
    """The source of `mistake` under the name and with the arguments of `solution`. Raises Unspelled."""
    head = ast.parse(textwrap.dedent(inspect.getsource(solution))).body[0]
    if not isinstance(head, ast.FunctionDef):
        raise Unspelled(solution.__name__)
    writer = _Writer()
    arguments = {name: ast.Name(name) for name in inspect.signature(solution).parameters}
    writer.taken |= {head.name, *arguments}
    value = writer.inlined(mistake, [], arguments)
    head.body, head.decorator_list = _used([*writer.lines, ast.Return(writer.expression(value))]), []
    _defaults(mistake, head)
    return ast.unparse(ast.fix_missing_locations(head)) + "\n"


def _defaults(mistake: Callable, head: ast.FunctionDef) -> None:
    """Give the arguments the mistake's own defaults: one may be what is wrong."""
    own = inspect.signature(mistake, follow_wrapped=False).parameters
    plain = head.args.args[len(head.args.args) - len(head.args.defaults) :]
    for number, each in enumerate(plain):
        if each.arg in own and isinstance(own[each.arg].default, (int, float)):
            head.args.defaults[number] = ast.Constant(own[each.arg].default)


class _Writer:
    """The lines so far, and the names that they have given."""

    def __init__(self) -> None:
        self.lines: list[ast.Assign] = []
        self.taken: set[str] = set()

    def inlined(self, function: Callable, args: list, keywords: Mapping[str, Any]) -> Any:
        """What a call gives: an expression in the names so far. Its lines are added."""
        if not isinstance(function, FunctionType):
            raise Unspelled(repr(function))
        names = _around(function) | self._bound(function, args, keywords)
        for statement in _body(function):
            if isinstance(statement, ast.Return) and statement.value:
                return _Reader(self, names).visit(statement.value)
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
                raise Unspelled(ast.unparse(statement))
            self._assign(statement.targets[0], _Reader(self, names).visit(statement.value), names)
        raise Unspelled(f"{function.__name__} returns nothing")

    def _bound(self, function: FunctionType, args: list, keywords: Mapping[str, Any]) -> dict[str, Any]:
        """The function's arguments; one that is no simple expression gets a line of its own."""
        try:
            bound = inspect.signature(function, follow_wrapped=False).bind(*args, **keywords)
        except TypeError as error:
            raise Unspelled(str(error)) from error
        bound.apply_defaults()
        names: dict[str, Any] = {}
        for name, value in bound.arguments.items():
            if isinstance(value, ast.expr):
                self._assign(ast.Name(name), value, names)
            else:
                names[name] = value
        return names

    def _assign(self, target: ast.expr, value: Any, names: dict[str, Any]) -> None:
        if isinstance(target, ast.Tuple):
            for each, part in zip(target.elts, self._parts(value, len(target.elts)), strict=True):
                self._assign(each, part, names)
        elif not isinstance(target, ast.Name):
            raise Unspelled(ast.unparse(target))
        elif isinstance(value, SIMPLE) or _is_cache(value) or not isinstance(value, ast.expr):
            names[target.id] = value
        else:
            names[target.id] = self.named(target.id, value)

    def named(self, name: str, value: ast.expr) -> ast.Name:
        """A new line that gives `value` a name."""
        number, own = 2, name
        while own in self.taken:
            own, number = f"{name}_{number}", number + 1
        self.taken.add(own)
        self.lines.append(ast.Assign([ast.Name(own)], value))
        return ast.Name(own)

    def given(self, name: ast.Name) -> ast.expr:
        """What a line has given to a name; the name itself where none has."""
        return next((line.value for line in self.lines if ast.unparse(line.targets[0]) == name.id), name)

    def _parts(self, value: Any, count: int) -> list:
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == count:
            return value.elts
        if isinstance(value, ast.expr) and not _is_cache(value):
            name = value if isinstance(value, ast.Name) else self.named("both", value)
            return [ast.Subscript(name, ast.Constant(number)) for number in range(count)]
        raise Unspelled("a tuple of another length")

    @staticmethod
    def expression(value: Any) -> ast.expr:
        """`value` where code must stand."""
        if isinstance(value, ast.expr):
            return value
        if isinstance(value, tuple):
            return ast.Tuple([*map(_Writer.expression, value)], ast.Load())
        if isinstance(value, (bool, int, float, str)) or value is None:
            return ast.Constant(value)
        raise Unspelled(repr(value))


class _Reader(ast.NodeTransformer):
    """Expressions of a function in the writer's names: calls of the chapters' functions give what these compute."""

    def __init__(self, writer: _Writer, names: Mapping[str, Any]):
        self.writer, self.names = writer, names

    def visit_Name(self, node: ast.Name) -> Any:
        value = self.names.get(node.id, node)
        if not isinstance(value, (ast.expr, FunctionType, *PLAIN)):
            raise Unspelled(node.id)
        return node if isinstance(value, FunctionType) and not CHAPTER.match(value.__module__) else value

    def visit_Call(self, node: ast.Call) -> Any:
        function = self.visit(node.func) if isinstance(node.func, ast.Name) else None
        args = [self.visit(each) for each in node.args]
        keywords: dict[Any, Any] = {each.arg: self.visit(each.value) for each in node.keywords}
        if isinstance(function, FunctionType):
            if None in keywords or any(isinstance(each, ast.Starred) for each in args):
                raise Unspelled(ast.unparse(node))
            return self.writer.inlined(function, args, keywords)
        replaced = _replaced(self.visit(node.func), keywords)
        if replaced is not None:
            return replaced
        write = self.writer.expression
        return ast.Call(
            self.visit(node.func), [*map(write, args)], [ast.keyword(k, write(v)) for k, v in keywords.items()]
        )

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        value = self.visit(node.value)
        if _is_cache(value) and node.attr in Cache._fields:
            return _fields(value)[node.attr]
        return ast.Attribute(self.writer.expression(value), node.attr)

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        value: Any = self.visit(node.value)
        index: Any = self.visit(node.slice)
        if isinstance(value, ast.Tuple) and isinstance(index, ast.Constant) and isinstance(index.value, int):
            return value.elts[index.value]
        return ast.Subscript(self.writer.expression(value), self.writer.expression(index))

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        """Where the condition is known, what it chooses."""
        chosen = self._is_none(node.test)
        return self.generic_visit(node) if chosen is None else self.visit(node.body if chosen else node.orelse)

    def _is_none(self, test: ast.expr) -> bool | None:
        """Whether `name is None`; None for another test, and where that is known only when it runs."""
        match test:
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
                value = self.names.get(name, ast.Name(name))
                return _none(self.writer.given(value) if isinstance(value, ast.Name) else value)
        return None

    def visit_ListComp(self, node: ast.ListComp) -> Any:
        """As it stands, with its own names; a step of another function inside it would be computed once."""
        own = {each.id for part in node.generators for each in ast.walk(part.target) if isinstance(each, ast.Name)}
        before = len(self.writer.lines)
        inner = _Reader(self.writer, {name: value for name, value in self.names.items() if name not in own})
        for part in node.generators:
            part.iter = self.writer.expression(self.visit(part.iter))
        node.elt = self.writer.expression(inner.visit(node.elt))
        if len(self.writer.lines) > before or own & self.writer.taken:
            raise Unspelled(ast.unparse(node))
        return node

    def generic_visit(self, node: ast.AST) -> Any:
        if isinstance(node, (ast.Lambda, ast.GeneratorExp, ast.DictComp, ast.SetComp, ast.NamedExpr)):
            raise Unspelled(ast.unparse(node))
        for field, old in ast.iter_fields(node):
            if isinstance(old, ast.expr):
                setattr(node, field, self.writer.expression(self.visit(old)))
            elif isinstance(old, list):
                items = [self.visit(each) if isinstance(each, ast.AST) else each for each in old]
                setattr(node, field, [each if isinstance(each, ast.AST) else ast.Constant(each) for each in items])
        return node


def _none(value: Any) -> bool | None:
    """Whether a value is None; None where that is known only when it runs."""
    match value:
        case ast.Constant():
            return value.value is None
        case ast.BinOp():
            return False
        case ast.expr():
            return None
    return value is None


def _around(function: FunctionType) -> dict[str, Any]:
    """What a function's free names stand for: functions and plain values of its module, and of what it was made in."""
    found = {name: value for name, value in function.__globals__.items() if isinstance(value, (FunctionType, *PLAIN))}
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return found | {name: cell.cell_contents for name, cell in cells}


def _body(function: FunctionType) -> list[ast.stmt]:
    """The statements of a function; a lambda's one."""
    try:
        statement = ast.parse(_source(function.__code__)).body[0]
    except (SyntaxError, IndexError) as error:
        raise Unspelled(function.__name__) from error
    if isinstance(statement, ast.FunctionDef):
        return statement.body
    found = [node for node in ast.walk(statement) if isinstance(node, ast.Lambda)]
    if len(found) != 1:
        raise Unspelled(function.__name__)
    return [ast.Return(found[0].body)]


@cache
def _source(code: CodeType) -> str:
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
    return textwrap.dedent("".join(inspect.getblock(lines))).strip().rstrip(",")


def _is_cache(value: Any) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "Cache"


def _fields(cache: ast.Call) -> dict[str, ast.expr]:
    given = dict(zip(Cache._fields, cache.args, strict=False))
    return given | {each.arg: each.value for each in cache.keywords if each.arg}


def _replaced(function: ast.expr, keywords: Mapping[str, Any]) -> ast.Call | None:
    """A cache with some fields exchanged, where the call is of its `_replace`."""
    if not isinstance(function, ast.Attribute) or function.attr != "_replace":
        return None
    cache: Any = function.value
    if not _is_cache(cache):
        return None
    fields = _fields(cache) | dict(keywords)
    return ast.Call(ast.Name("Cache"), [_Writer.expression(fields[name]) for name in Cache._fields], [])


def _used(lines: list[ast.stmt]) -> list[ast.stmt]:
    """The lines whose names are read after them."""
    read: set[str] = set()
    kept: list[ast.stmt] = []
    for line in reversed(lines):
        gives = (
            {each.id for each in line.targets if isinstance(each, ast.Name)} if isinstance(line, ast.Assign) else set()
        )
        if isinstance(line, ast.Return) or gives & read:
            value = line.value if isinstance(line, (ast.Assign, ast.Return)) else None
            read |= {node.id for node in ast.walk(value) if isinstance(node, ast.Name)} if value else set()
            kept.insert(0, line)
    return kept
