"""`python -m bnkit`, the same as the command `bnkit`."""

import sys

from bnkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
