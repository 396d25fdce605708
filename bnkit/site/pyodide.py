"""Python in the reader's browser: where a page fetches it from, and what the site itself has of it."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder
from packaging.utils import canonicalize_name
from sphinx.errors import ConfigError

from bnkit.site.editor import Editor

VERSION = "314.0.6"
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
VARIABLE = "BNKIT_PYODIDE"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
EARLIER = {"pyodide.asm.mjs": "pyodide.asm.js"}  # what versions before 314 call it


def copy(app) -> None:
    """Put bnkit's wheel, and the local distribution where there is one, into the site's static files."""
    if app.builder.name != "html":
        return
    static = Path(app.outdir) / "_static"
    (wheel,) = WheelBuilder(str(app.srcdir)).build(directory=str(static), versions=["standard"])
    app.config.bnkit_wheel = Path(wheel).name
    if app.config.bnkit_pyodide:
        copy_distribution(Path(app.config.bnkit_pyodide), static / "pyodide", ["numpy"])


def copy_distribution(folder: Path, target: Path, packages: Iterable[str]) -> None:
    """Copy Pyodide's core, and the packages with all that they depend on, from `folder` to `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for name in needed(folder, packages):
        shutil.copyfile(folder / name, target / name)


def needed(folder: Path, packages: Iterable[str]) -> list[str]:
    """The names of those files. Raises ConfigError where `folder` lacks one."""
    try:
        lock = json.loads((folder / CORE[-1]).read_text("utf-8"))["packages"]
        names = [*core(folder), *(lock[package]["file_name"] for package in with_dependencies(packages, lock))]
    except (OSError, ValueError, LookupError) as error:
        raise ConfigError(f"{VARIABLE}: {folder} is no Pyodide distribution: {error}") from error
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise ConfigError(f"{VARIABLE}: {folder} lacks {', '.join(missing)}; it must be Pyodide's full distribution.")
    return names


def core(folder: Path) -> list[str]:
    """The runtime's files by the names that `folder` has for them."""
    return [EARLIER[name] if (folder / EARLIER.get(name, "")).is_file() else name for name in CORE]


def with_dependencies(packages: Iterable[str], lock: dict) -> list[str]:
    """The packages, and after them what they depend on, as Pyodide's list spells them."""
    found = list(packages)
    for package in found:
        depends = map(canonicalize_name, lock[package]["depends"])
        found += [name for name in depends if name not in found]
    return found


def add_script(app, page, template, context, doctree) -> None:
    """Add the script of the exercises to a page that has some."""
    if doctree and doctree.next_node(Editor):
        data = {
            "data-pyodide": "pyodide/" if app.config.bnkit_pyodide else ADDRESS,
            "data-wheel": app.config.bnkit_wheel,
        }
        app.add_js_file("try.js", defer="defer", **data)
