"""The commands that pages and the README show exist, with the options shown."""

import re

import pytest
from conftest import ROOT
from nbgrader.apps.nbgraderapp import NbGraderApp

from bnkit.site.api import subcommands

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "book").glob("*.md"))]
page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M)


def commands(path, program):
    """What follows `program` in a page's code: (subcommand, its options)."""
    text = path.read_text()
    code = [*re.findall(r"^```(?:bash|console)\n(.*?)^```", text, re.S | re.M), *re.findall(r"`([^`\n]+)`", text)]
    lines = [line.split("#")[0] for block in code for line in block.replace("\\\n", " ").splitlines()]
    for rest in re.findall(rf"(?m)^(?:\$ )?{program} (.+)$", "\n".join(lines)):
        yield rest.split()[0], re.findall(r"(?<!\S)--?[a-zA-Z][\w-]*", rest)


@page
def test_bnkits_commands_have_the_options_shown(path):
    for name, options in commands(path, "bnkit"):
        assert name in subcommands(), f"bnkit {name}"
        known = set(re.findall(r"--?[a-zA-Z][\w-]*", subcommands()[name].format_help()))
        assert set(options) <= known, f"bnkit {name} {options}"


@page
def test_nbgraders_commands_and_makes_targets_exist(path):
    assert {name for name, _ in commands(path, "nbgrader")} <= set(NbGraderApp.subcommands)
    assert {name for name, _ in commands(path, "make")} <= set(TARGETS)


def test_commands_are_found_in_blocks_and_in_lines(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("```bash\nbnkit grade X --workers 2 \\\n  --force  # -x\n```\nIt says `bnkit build --report`.")
    assert [*commands(path, "bnkit")] == [("grade", ["--workers", "--force"]), ("build", ["--report"])]
