"""`python -m bnkit.site.complete FOLDER` says, before the book is built, what a distribution of Pyodide lacks."""

import sys
from pathlib import Path

from sphinx.errors import ConfigError

from bnkit.site.pyodide import needed

if __name__ == "__main__":
    try:
        needed(Path(sys.argv[1]), ["numpy"])
    except ConfigError as error:
        sys.exit(str(error))
