"""The zip file that Gradescope makes an autograder of."""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bnkit.grading.gradescope.packed import packed
from bnkit.grading.sandbox.bubblewrap import PACKAGE
from bnkit.grading.submission.job import Material
from bnkit.judging.whole import whole

HERE = Path(__file__).parent
SCRIPTS = ("setup.sh", "run_autograder")  # Gradescope's names
NEEDED = ("numpy", "nbgrader", "ipykernel", "matplotlib")
LONG_AGO = (2015, 2, 11, 0, 0, 0)  # the same course makes the same bytes


def bundle(material: Material, target: Path) -> None:
    """Write the zip file, whole or not at all. It holds the secret keys: only its owner may read it. Raises OSError."""
    with whole(target, 0o600) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in _contents(material):
            archive.writestr(_entry(name), content)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, LONG_AGO)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = (0o755 if name in SCRIPTS else 0o644) << 16
    return entry


def _contents(material: Material) -> Iterator[tuple[str, str]]:
    for name in SCRIPTS:
        yield name, (HERE / name).read_text(encoding="utf-8")
    libraries = dict.fromkeys(each for source in material.sources for each in source.libraries)
    yield ".python-version", f"{sys.version_info.major}.{sys.version_info.minor}\n"
    yield "requirements.txt", "".join(f"{name}\n" for name in (*NEEDED, *libraries))
    yield "constraints.txt", "".join(f"{pin}\n" for pin in _pins())
    yield "material.json", packed(material)
    for path in sorted(PACKAGE.rglob("*.py")):
        yield f"bnkit/{path.relative_to(PACKAGE).as_posix()}", path.read_text(encoding="utf-8")


def _pins() -> list[str]:
    """The versions that are installed here, so that the same ones grade there; of several copies, the one that is imported."""
    found: dict[str, str] = {}
    for each in distributions():
        found.setdefault(re.sub(r"[-_.]+", "-", each.metadata["Name"] or "").lower(), each.version.partition("+")[0])
    return [f"{name}=={found[name]}" for name in sorted(found) if name not in ("", "bnkit")]


def worth(material: Material) -> tuple[float, float]:
    """The points that the autograder gives at most, and those that wait for a person."""
    cells = [cell for source in material.sources for cell in json.loads(source.text)["cells"]]
    graded = [ours for cell in cells if (ours := cell["metadata"].get("nbgrader", {})).get("grade")]
    automatic = sum(ours["points"] for ours in graded if not ours["solution"])
    return automatic, sum(ours["points"] for ours in graded) - automatic
