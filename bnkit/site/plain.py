"""MyST as the Markdown, and a page's code as the code, that any notebook shows and runs."""

import ast
import re
from collections.abc import Callable

LABEL = re.compile(r"^\([\w-]+\)=\n", re.M)
NUMBERED = re.compile(r"\$\$ \(([\w-]+)\)$", re.M)
DIRECTIVE = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[\w:-]+)\} ?(?P<title>.*)\n(?P<body>(?s:.*?))^(?P=fence)$\n?", re.M
)
OPTION = re.compile(r"\A(:[\w-]+:.*\n)+\n?")
ROLE = re.compile(r"\{(?P<name>[\w:]+)\}`(?P<text>[^`]+?)(?: <(?P<target>[^>`]+)>)?`")


def unglued(source: str) -> str:
    """The code without `glue`, which hands numbers to the page's text."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        told = ast.unparse(node)
        if told.startswith(("glue(", "from myst_nb")):
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines).strip()


def plain_markdown(text: str, said: Callable[[re.Match], str]) -> str:
    """`text` with what its directives would say, and for each role what `said` gives."""
    while (plain := DIRECTIVE.sub(_shown, text)) != text:
        text = plain
    text = NUMBERED.sub(lambda found: rf"\tag{{{found[1].removeprefix('eq-')}}}$$", LABEL.sub("", text))
    return ROLE.sub(said, text)


def _shown(found: re.Match) -> str:
    body, title = OPTION.sub("", found["body"]), found["title"]
    if found["name"] == "dropdown":
        return f"<details><summary>{title}</summary>\n\n{body}\n</details>\n"
    if found["name"] == "piece":
        return f"**Write `{title}`** in the chapter's exercises.\n"
    if found["name"] in ("only", "raw", "hunt", "drill"):
        return ""
    if found["name"] == "div":
        return body
    kind = found["name"].removeprefix("prf:").capitalize() if found["name"].startswith("prf:") else ""
    return f"**{f'{kind} {title}'.strip()}**\n\n{body}"
