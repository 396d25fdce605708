"""Pages whose code failed: the end of each build names them and fails, and the next build runs them again."""

import re
from typing import Any

from sphinx.util.logging import getLogger

COLOUR = re.compile(r"\x1b\[[\d;]*m")
TOLD = "%s was not run to its end, so its figures and numbers are missing. %s"


def failed(env) -> list[str]:
    """The names of the pages whose code did not run to its end when they were last read."""
    told = {page: _run(env, page) for page in sorted(env.found_docs)}
    return [page for page, its in told.items() if its and not its["succeeded"]]


def again(app, env, added, changed, removed) -> list[str]:
    """The pages to read once more, though neither they nor what they show has changed."""
    return failed(env)


def tell(app, exception) -> None:
    """Report an error for each page that failed, with the last line of its traceback."""
    for page in failed(app.env) if not exception else ():
        traceback = COLOUR.sub("", _run(app.env, page)["traceback"] or "")
        getLogger(__name__).error(TOLD, app.env.doc2path(page, False), traceback.strip().rpartition("\n")[2])


def _run(env, page: str) -> Any:
    """What is known of how the page's code was run; None where it has none."""
    from myst_nb.sphinx_ import NbMetadataCollector  # takes longer to import than the rest of this package

    return NbMetadataCollector.get_exec_data(env, page)
