"""The directives `api` and `commands`: the reference, made from docstrings and from the command's own help."""

import argparse
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.addnodes import desc_content
from sphinx.util.docutils import SphinxDirective

from bnkit.cli import parser
from bnkit.site.docstring import as_nodes

COLUMNS = 76


class ApiDirective(SphinxDirective):
    """```{api} bnkit:judge``` shows a function, class or module by its signature and docstring, a class with its members.

    The name is what `pkgutil.resolve_name` takes. The entry can be referred to by Sphinx's Python roles.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The entry. Reports an error where there is no such thing or it has no docstring."""
        try:
            thing = pkgutil.resolve_name(self.arguments[0])
        except (ImportError, AttributeError, ValueError) as error:
            raise self.error(f"api {self.arguments[0]}: {error}") from error
        module, _, name = self.arguments[0].partition(":")
        return self._entry(module, name, thing) if name else self._module(module, thing)

    def _module(self, name: str, thing: Any) -> list[nodes.Node]:
        box = nodes.Element()
        self.state.nested_parse(StringList([f"```{{py:module}} {name}", "```"], name), self.content_offset, box)
        return [*box.children, *as_nodes(inspect.getdoc(thing) or "")]

    def _entry(self, module: str, name: str, thing: Any) -> list[nodes.Node]:
        text = inspect.getdoc(thing)
        if not text:
            raise self.error(f"{name} has no docstring.")
        box = nodes.Element()
        lines = [f"```{{py:{kind(thing)}}} {name}{signature(thing)}", f":module: {module}", "```"]
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset, box)
        content = box.next_node(desc_content)
        content += as_nodes(text)
        for member, value in members(thing):
            content += self._entry(module, f"{name}.{member}", value)
        return box.children


def kind(thing: Any) -> str:
    """What Sphinx's Python domain calls `thing`."""
    if inspect.isclass(thing):
        return "exception" if issubclass(thing, BaseException) else "class"
    if isinstance(thing, property):
        return "property"
    return "method" if "." in thing.__qualname__ else "function"


def members(thing: Any) -> Iterator[tuple[str, Any]]:
    """A class's own public methods and properties that have a docstring."""
    for name in vars(thing) if inspect.isclass(thing) else ():
        value = inspect.getattr_static(thing, name)
        value = getattr(thing, name) if isinstance(value, (classmethod, staticmethod)) else value
        if not name.startswith("_") and (inspect.isroutine(value) or isinstance(value, property)) and value.__doc__:
            yield name, value


def signature(thing: Any) -> str:
    """How `thing` is called: "(function, name: str | None = None) -> Verdict", types without their modules."""
    if kind(thing) in ("exception", "property"):
        return ""
    found = inspect.signature(thing)
    own = [each for name, each in found.parameters.items() if name != "self"]
    returns = found.empty if inspect.isclass(thing) else found.return_annotation
    text = str(found.replace(parameters=own, return_annotation=returns)).replace("<factory>", "{}")
    return re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Za-z])|'(?=\w+'$)|(?<=\w)'$", "", text)


class CommandsDirective(SphinxDirective):
    """```{commands}``` shows the help of each subcommand of `bnkit`, in a section with the label `bnkit-NAME`."""

    def run(self) -> list[nodes.Node]:
        """A section for each subcommand."""
        return [self._section(name, command) for name, command in subcommands().items()]

    def _section(self, name: str, command: argparse.ArgumentParser) -> nodes.Node:
        command.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=COLUMNS)
        told = command.format_help()
        title = nodes.title("", "", nodes.literal("", f"bnkit {name}"))
        section = nodes.section("", title, nodes.literal_block(told, told, language="none"), ids=[f"bnkit-{name}"])
        section["names"] = section["ids"]
        self.state.document.note_explicit_target(section, section)
        return section


def subcommands() -> dict[str, argparse.ArgumentParser]:
    """The parsers of `bnkit`'s subcommands by their names."""
    (commands,) = (each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    return commands.choices
