"""A learner's function again, from its source, showing each value that it computes to someone who may exchange it."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from types import CellType, CodeType, FunctionType
from typing import Any

from bnkit.judging.cache import Cache
from bnkit.judging.written import NoSource, Written

SHOW = "__show__"
SHOWN = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Attribute, ast.Subscript, ast.ListComp, ast.List, ast.IfExp)
BLANK = {"empty": "zeros", "empty_like": "zeros_like"}  # what happened to be in the memory is nobody's value
Show = Callable[[int, Any], Any]


@dataclass(frozen=True)
class Place:
    """Where a value comes from.

    function  the name of the function; line is counted as in its file or cell
    text      the variable that it is given to, or else the expression as it is written; "" for a parameter
    name      the variable, "" for a part of an expression
    reads     the variables that it is made of
    returned  its number among the values that the function returns, or None
    field     the field of a Cache that it becomes, or ""
    grows     whether the variable is changed in part, as by `y[:, d] = …` or `rows.append(row)`
    """

    function: str
    line: int
    text: str
    name: str
    reads: frozenset[str]
    returned: int | None = None
    field: str = ""
    grows: bool = False


def instrument(function: Callable, show: Show) -> tuple[Callable, list[Place]]:
    """`function` with `show(number, value)` in the place of each value, and the places by their numbers.

    What `show` returns is gone on with. Functions of the same notebook or module that it calls are made anew, too.
    Raises NoSource.
    """
    if not isinstance(function, FunctionType):
        raise NoSource
    again = _Again(function, show)
    return again.made(function), again.places


class _Again:
    """Functions that share their globals, each made once."""

    def __init__(self, function: FunctionType, show: Show) -> None:
        self.places: list[Place] = []
        self.shared = function.__globals__
        self.globals = {**function.__globals__, SHOW: show}
        self.done: dict[CodeType, FunctionType] = {}

    def made(self, function: FunctionType) -> FunctionType:
        code = function.__code__
        if code not in self.done:
            closure = tuple(CellType(self._of(cell)) for cell in function.__closure__ or ())
            new = _compiled(code, self.places)
            cells = tuple(closure[code.co_freevars.index(name)] for name in new.co_freevars if name in code.co_freevars)
            again = FunctionType(new, self.globals, function.__name__, function.__defaults__, cells)
            again.__kwdefaults__ = function.__kwdefaults__
            self.done[code] = again
            for name in sorted(_names(code)):
                self._call_again(name)
        return self.done[code]

    def _of(self, cell: CellType) -> Any:
        return self._or_itself(cell.cell_contents)

    def _call_again(self, name: str) -> None:
        if name in self.shared and self.globals[name] is self.shared[name]:
            self.globals[name] = self._or_itself(self.shared[name])

    def _or_itself(self, value: Any) -> Any:
        if not isinstance(value, FunctionType) or value.__globals__ is not self.shared:
            return value
        try:
            return self.made(value)
        except NoSource:
            return value


def _names(code: CodeType) -> set[str]:
    """The global names that a function reads, in functions inside it too."""
    inner = [_names(constant) for constant in code.co_consts if isinstance(constant, CodeType)]
    return set(code.co_names).union(*inner)


def _compiled(code: CodeType, places: list[Place]) -> CodeType:
    """The code of the function that has `code`, compiled anew with each value shown."""
    written, before = Written(code), len(places)
    definition = written.definition
    try:
        showing = _Showing(written, code, places)
        definition.body = [*showing.given(definition), *showing.bodies(definition.body)]
        definition.decorator_list = []
        outer: Any = ast.parse(f"def outer({', '.join(code.co_freevars)}): pass")
        outer.body[0].body = [definition]
        return _inner(_inner(compile(outer, code.co_filename, "exec", dont_inherit=True), "outer"), code.co_name)
    except (SyntaxError, ValueError, TypeError, RecursionError, StopIteration) as error:
        del places[before:]
        raise NoSource from error


def _at(node: Any) -> dict[str, Any]:
    """Where a new node is said to be: where `node` is."""
    return {"lineno": node.lineno, "col_offset": node.col_offset}


def _inner(code: CodeType, name: str) -> CodeType:
    return next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)


def _listed(value: Any) -> list:
    return value if isinstance(value, list) else [value]


class _Showing(ast.NodeTransformer):
    """Puts `__show__(number, …)` around values: those of names where they are given, and those of parts of expressions."""

    def __init__(self, written: Written, code: CodeType, places: list[Place]) -> None:
        self.written, self.places, self.function = written, places, code.co_name
        self.locals = {*code.co_varnames, *code.co_cellvars}
        self.loops: dict[str, frozenset[str]] = {}

    def given(self, definition: ast.FunctionDef) -> list[ast.stmt]:
        """The parameters, shown without a text: they come from elsewhere."""
        names = [each.arg for each in ast.walk(definition.args) if isinstance(each, ast.arg)]
        return [self._afterwards(name, definition, frozenset(), text="") for name in names]

    def bodies(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """The statements with their values shown."""
        return [part for each in statements for part in _listed(self.visit(each))]

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, SHOWN) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            reads, visited = self.written.reads(node), super().visit(node)
            return self._shown(visited, reads, self.written.text(node))
        return super().visit(node)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """The function that is called is no value of its own; the array whose method it is, is one."""
        if isinstance(node.func, ast.Attribute):
            if isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "numpy"):
                node.func.attr = BLANK.get(node.func.attr, node.func.attr)
            node.func.value = self.visit(node.func.value)
        node.args = [self.visit(each) for each in node.args]
        for each in node.keywords:
            each.value = self.visit(each.value)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.Subscript:
        """Indices are no values."""
        node.value = self.visit(node.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        if node.value is None:
            return node
        return self.visit_Assign(ast.Assign([node.target], node.value, **_at(node)))

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        """A value that goes into one name is shown as that name's; names filled otherwise are shown afterwards."""
        (target, *others), reads = node.targets, self.written.reads(node.value)
        if others or not self._direct(target, node):
            node.value = self.visit(node.value)
            changed = {name: isinstance(each, ast.Subscript) for each in node.targets for name in _given(each)}
            return [node, *(self._afterwards(name, node, reads, grows=grows) for name, grows in changed.items())]
        return [node]

    def _direct(self, target: ast.expr, node: ast.Assign) -> bool:
        """Whether names and values stand opposite each other; then each value is shown with its name."""
        if isinstance(target, ast.Name):
            node.value = self._named(target.id, node.value)
            return True
        names, values = getattr(target, "elts", []), getattr(node.value, "elts", [])
        if not names or len(names) != len(values) or not all(isinstance(each, ast.Name) for each in names):
            return False
        values[:] = [self._named(name.id, value) for name, value in zip(names, values, strict=True)]
        return True

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        reads = self.written.reads(node.value) | self.written.reads(node.target)
        node.value = self.visit(node.value)
        return [node, *(self._afterwards(name, node, reads, grows=True) for name in _given(node.target))]

    def visit_Expr(self, node: ast.Expr) -> list[ast.stmt]:
        """`rows.append(row)` changes rows."""
        reads, called = self.written.reads(node.value), node.value.func if isinstance(node.value, ast.Call) else None
        changed = called.value.id if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) else ""
        node.value = self.visit(node.value)
        return [node, self._afterwards(changed, node, reads, grows=True)] if changed in self.locals else [node]

    def visit_Return(self, node: ast.Return) -> ast.Return:
        if isinstance(node.value, (ast.Tuple, ast.List)):
            node.value.elts = [self._returned(each, number) for number, each in enumerate(node.value.elts)]
        elif node.value is not None:
            node.value = self._returned(node.value, 0)
        return node

    def _returned(self, value: ast.expr, number: int) -> ast.expr:
        reads, text = self.written.reads(value), self.written.text(value)
        if isinstance(value, (ast.Starred, ast.Constant)):
            return value
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == Cache.__name__:
            return self._kept(value)
        return self._shown(self._parts_shown(value), reads, text, returned=number)

    def _kept(self, value: ast.Call) -> ast.Call:
        """A Cache, each of whose fields is shown as that."""
        value.args = [self._field(name, each) for name, each in zip(Cache._fields, value.args, strict=False)]
        for each in value.keywords:
            each.value = self._field(each.arg, each.value)
        return value

    def _field(self, name: str | None, value: ast.expr) -> ast.expr:
        if name is None or isinstance(value, ast.Starred):
            return value
        reads, text = self.written.reads(value), self.written.text(value)
        return self._shown(self._parts_shown(value), reads, text, field=name)

    def _named(self, name: str, value: ast.expr) -> ast.expr:
        reads = self.written.reads(value)
        return self._shown(self._parts_shown(value), reads, name, name)

    def _parts_shown(self, node: ast.expr) -> ast.expr:
        """The parts of an expression shown, and the whole left to whoever calls."""
        return super().visit(node)

    def _afterwards(self, name: str, node: ast.stmt, reads: frozenset[str], **how: Any) -> ast.stmt:
        """`name = __show__(…, name)`; without the assignment where that would make a local variable of it."""
        at = _at(node)
        shown = self._shown(ast.Name(name, ast.Load(), **at), reads, **{"text": name, "name": name} | how)
        return (
            ast.Assign([ast.Name(name, ast.Store(), **at)], shown, **at)
            if name in self.locals
            else ast.Expr(shown, **at)
        )

    def visit_For(self, node: ast.For) -> ast.AST:
        """A loop's variables are made of what it goes over."""
        self._loop(node.target, node.iter)
        return self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self._loop(node.target, node.iter)
        return self.generic_visit(node)

    def _loop(self, target: ast.expr, over: ast.expr) -> None:
        for name in _given(target):
            self.loops[name] = self.written.reads(over)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """In a function inside, only its own names can be exchanged."""
        outside, self.function = (self.locals, self.function), node.name
        self.locals = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
        node.body = self.bodies(node.body)
        self.locals, self.function = outside
        return node

    def _shown(self, value: ast.expr, reads: frozenset[str], text: str, name: str = "", **how: Any) -> ast.Call:
        looped = reads.union(*(self.loops.get(each, ()) for each in reads))
        self.places.append(Place(self.function, value.lineno, text, name, looped, **how))
        at = _at(value)
        number = ast.Constant(len(self.places) - 1, **at)
        return ast.Call(ast.Name(SHOW, ast.Load(), **at), [number, value], [], **at)


def _given(target: ast.expr) -> list[str]:
    """The names that an assignment to `target` changes: `y` for `y[:, d]`."""
    if isinstance(target, (ast.Subscript, ast.Starred)):
        return _given(target.value)
    if isinstance(target, (ast.Tuple, ast.List)):
        return [name for each in target.elts for name in _given(each)]
    return [target.id] if isinstance(target, ast.Name) else []
