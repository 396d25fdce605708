"""Where the book is read and where its repository is: what notebooks and buttons lead to."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

INSTALL = """\
try:
    import bnkit
except ModuleNotFoundError:
    import sys

    if sys.platform == "emscripten":
        %pip install bnkit
    else:
        {otherwise}"""
LOCAL = "http://localhost"
NOWHERE = 'raise ModuleNotFoundError("bnkit is not installed: pip install the folder that has its pyproject.toml.")'


@dataclass(frozen=True)
class Where:
    """Two addresses, and what the site's wheel is called after; each may be "".

    site        of the book, ending in a slash
    repository  of the source, as https://github.com/OWNER/NAME
    version     of bnkit
    """

    site: str = ""
    repository: str = ""
    version: str = ""

    @classmethod
    def of(cls, source: Path) -> "Where":
        """What `tool.bnkit` says in the pyproject.toml beside the folder `source`."""
        settings = Path(source).resolve().parent / "pyproject.toml"
        if not settings.is_file():
            return cls()
        project = tomllib.loads(settings.read_text(encoding="utf-8"))
        told = project.get("tool", {}).get("bnkit", {})
        version = project.get("project", {}).get("version", "")
        return cls(told.get("site", ""), told.get("repository", "").rstrip("/"), version)

    def page(self, chapter: str, section: str) -> str:
        """The address of a section of a chapter's page."""
        return f"{self.site}book/{chapter}.html#{section}" if self.site else ""

    @property
    def wheel(self) -> str:
        """The address of the site's own wheel of bnkit."""
        return f"{self.site}_static/bnkit-{self.version}-py3-none-any.whl" if self.site and self.version else ""

    @property
    def gallery(self) -> str:
        """The address of the page of mistakes."""
        return f"{self.site}book/mistakes.html" if self.site else ""

    @property
    def install(self) -> str:
        """The code of a cell that installs bnkit where it is missing: from a public site, the repository or a local site."""
        repository = f"git+{self.repository}" if self.repository else ""
        public = "" if self.site.startswith(LOCAL) else self.wheel
        source = public or repository or self.wheel
        return INSTALL.format(otherwise=f"%pip install {source}" if source else NOWHERE)

    def launches(self, notebook: str) -> dict[str, str]:
        """Where `notebook`, a path in the repository, opens by one click: the service's name and the address."""
        repository = self.repository or _of_the_workflow()
        owner_and_name = repository.removeprefix("https://github.com/")
        if not owner_and_name or owner_and_name == repository:
            return {}
        return {
            "Colab": f"https://colab.research.google.com/github/{owner_and_name}/blob/main/{notebook}",
            "Binder": f"https://mybinder.org/v2/gh/{owner_and_name}/main?urlpath=lab/tree/{notebook}",
        }


def _of_the_workflow() -> str:
    """The repository whose GitHub workflow runs this, or ""."""
    if "GITHUB_REPOSITORY" not in os.environ:
        return ""
    return f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}"
