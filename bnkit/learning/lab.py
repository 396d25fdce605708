"""`make lab`: JupyterLab on a workspace, without an instructor's menus, and beside it the built book, to which its links lead."""

import argparse
import functools
import http.server
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

PORT = 8000  # where `tool.bnkit` in pyproject.toml says that the book is, until it has an address of its own
SERVERS = ("formgrader", "validate_assignment", "assignment_list", "course_list")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_) -> None:
        """Leave the terminal to JupyterLab."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Open JupyterLab; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bnkit.learning.lab", description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--book", type=Path, default=Path("_build/html"), metavar="FOLDER", help="default: _build/html")
    options, for_jupyter = parser.parse_known_args(arguments)
    print(serve(options.book, PORT))
    with tempfile.TemporaryDirectory() as folder:
        hide_menus(Path(folder))
        command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={options.workspace}", *for_jupyter]
        lab = subprocess.Popen(command, env=os.environ | {"JUPYTER_CONFIG_PATH": configured(folder)})
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is JupyterLab that asks whether to stop
        signal.signal(signal.SIGTERM, lambda *_: lab.terminate())
        return lab.wait()


def serve(book: Path, port: int) -> str:
    """Serve the built book on this machine while this process lives; what to tell of it."""
    if not book.is_dir():
        return "The book is not built: after `make book` the notebooks' links to it work."
    handler = functools.partial(Quiet, directory=book)
    try:
        server = http.server.ThreadingHTTPServer(("localhost", port), handler)
    except OSError:
        return f"Port {port} is in use, by `make serve` perhaps: the book is not served again."
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"The book: http://localhost:{server.server_port}/"


def hide_menus(folder: Path) -> None:
    """Write into `folder` the settings by which Jupyter leaves out nbgrader's menus and servers."""
    (folder / "labconfig").mkdir()
    page = {"disabledExtensions": {"@jupyter/nbgrader": True}}
    (folder / "labconfig" / "page_config.json").write_text(json.dumps(page))
    servers = {f"nbgrader.server_extensions.{name}": False for name in SERVERS}
    settings = {"ServerApp": {"jpserver_extensions": servers}}
    (folder / "jupyter_server_config.json").write_text(json.dumps(settings))


def configured(folder: str) -> str:
    """Where Jupyter looks for settings: in `folder` first."""
    return os.pathsep.join(filter(None, [folder, os.environ.get("JUPYTER_CONFIG_PATH")]))


if __name__ == "__main__":
    sys.exit(main())
