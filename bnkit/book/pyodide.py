"""Python in the reader's browser: where a page fetches it from, and what the site itself has of it."""

import json
import shutil
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder
from sphinx.errors import ConfigError

from bnkit.book.editor import Editor

VERSION = "314.0.6"
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
VARIABLE = "BNKIT_PYODIDE"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")


def copy(app) -> None:
    """Put bnkit's wheel, and the local distribution where there is one, into the site's static files."""
    static = Path(app.outdir) / "_static"
    (wheel,) = WheelBuilder(str(app.srcdir)).build(directory=str(static), versions=["standard"])
    app.config.bnkit_wheel = Path(wheel).name
    folder = Path(app.config.bnkit_pyodide)
    for name in needed(folder) if app.config.bnkit_pyodide else ():
        (static / "pyodide").mkdir(exist_ok=True)
        shutil.copyfile(folder / name, static / "pyodide" / name)


def needed(folder: Path) -> list[str]:
    """The files that a check needs: Pyodide's core and its NumPy. Raises ConfigError where `folder` lacks one."""
    try:
        numpy = json.loads((folder / CORE[-1]).read_text())["packages"]["numpy"]["file_name"]
    except (OSError, ValueError, LookupError) as error:
        raise ConfigError(f"{VARIABLE}: {folder} is no Pyodide distribution: {error}") from error
    missing = [name for name in (*CORE, numpy) if not (folder / name).is_file()]
    if missing:
        raise ConfigError(f"{VARIABLE}: {folder} lacks {', '.join(missing)}; it must be Pyodide's full distribution.")
    return [*CORE, numpy]


def add_script(app, page, template, context, doctree) -> None:
    """Add the script of the exercises to a page that has some."""
    if doctree and doctree.next_node(Editor):
        data = {
            "data-pyodide": "pyodide/" if app.config.bnkit_pyodide else ADDRESS,
            "data-wheel": app.config.bnkit_wheel,
        }
        app.add_js_file("try.js", defer="defer", **data)
