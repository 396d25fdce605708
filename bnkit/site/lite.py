"""The exercises as notebooks in the reader's browser: `python -m bnkit.site.lite FOLDER` writes a JupyterLite there."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from sphinx.errors import ConfigError

from bnkit.site import pyodide

ROOT = Path(__file__).parents[2]
KERNEL = Path(sys.prefix) / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension"
OPTIONS = ("--apps=lab", "--ignore-sys-prefix", "--no-sourcemaps", "--no-unused-shared-packages")
PACKAGES = ("micropip", "ipython", "jedi", "numpy")
FOR_HUNTS = r"/catalogue\.npz$"  # bnkit's wheel has it too
# comm is the one package that the kernel needs and neither brings nor finds in Pyodide's distribution
WHEELS = (str(ROOT), "comm")
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "Batch normalization",
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": {"disablePyPIFallback": True}},
    },
}
OFFLINE = """<script type="module">
const told = (response) => { if (!response.ok) throw response; };
fetch("ADDRESSpyodide.mjs", { method: "HEAD" }).then(told).catch(() => {
  const note = document.createElement("p");
  note.setAttribute("role", "alert");
  note.style = "position: fixed; inset: auto 0 0; z-index: 9999; margin: 0; padding: 1em; background: #fff3cd; color: #222";
  note.textContent = "Python cannot be fetched from HOST, so the notebooks can be read here but not run. Reload this page"
    + " when you are online; or run them in JupyterLab on your own machine: each chapter's page of the book says how.";
  document.body.append(note);
});
</script>"""


def build(target: Path) -> None:
    """Write a JupyterLite with the exercises, bnkit's wheel and, where BNKIT_PYODIDE names one, Pyodide into `target`."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "jupyter-lite.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
        if local := os.environ.get(pyodide.VARIABLE):
            pyodide.copy_distribution(Path(local), folder / "static" / "pyodide", PACKAGES)
        add_wheels(folder / "pypi")
        places = (f"--contents={ROOT / 'exercises'}", f"--output-dir={target.resolve()}", f"--lite-dir={folder}")
        settings = (
            f"--LiteBuildConfig.federated_extensions={KERNEL}",
            f"--LiteBuildConfig.extra_ignore_contents={FOR_HUNTS}",
        )
        command = [sys.executable, "-m", "jupyterlite_core", "build", *OPTIONS, *places, *settings]
        subprocess.run(command, cwd=folder, check=True)
        if not local:
            say_if_offline(target / "lab" / "index.html")


def say_if_offline(page: Path) -> None:
    """Let the page say where Python cannot be fetched, and what else works."""
    script = OFFLINE.replace("ADDRESS", pyodide.ADDRESS).replace("HOST", urlsplit(pyodide.ADDRESS).netloc)
    page.write_text(page.read_text(encoding="utf-8").replace("</head>", f"{script}\n</head>", 1), encoding="utf-8")


def add_wheels(folder: Path) -> None:
    """Put the wheels that notebooks may install into `folder`."""
    options = ["--quiet", "--no-deps", "--no-build-isolation", f"--constraint={ROOT / 'constraints.txt'}"]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, *WHEELS], check=True)


if __name__ == "__main__":
    try:
        build(Path(sys.argv[1]))
    except ConfigError as error:
        sys.exit(str(error))
