"""A learner's code compiled, with its lines kept for what tells of them."""

import linecache
from types import CodeType


def compiled(code: str, file: str) -> CodeType:
    """`code` compiled under the name `file`, by which `linecache` finds its lines. Raises SyntaxError."""
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    return compile(code, file, "exec")
