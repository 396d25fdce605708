"""A drawing as a page has it: in the page's colours, and as small as it can be."""

import itertools
import re
from collections import Counter

from bnkit.plots.palette import COLOURS, INK

numbers = itertools.count()  # that figures of a page are told apart by
TAG = re.compile(r"<[^>]+>")
LONG = re.compile(r"\d+\.\d{3,}")  # a number
GROUP = re.compile(r"(</?g\b[^>]*>)")
SILENT = re.compile(r'<g(?: id="[^"]*")?\s*/?>')  # a group that says nothing of what is in it
UNTURNED = re.compile(r' transform="rotate\(-?0(?: [^)]*)?\)"')
FAMILY = re.compile(r" ?font-family: ([^;\"]*);")


def on_page(svg: str, prefix: str) -> str:
    """An SVG that looks the same, in the page's colours, to a hundredth of a point, with ids that no other figure of the page has.

    Matplotlib wraps each tick in four groups and repeats its fonts at each text: of many figures they are most.
    """
    svg = TAG.sub(lambda tag: LONG.sub(_rounded, tag[0]), svg[svg.index("<svg") :])
    svg = _with_one_family(_without_silent_groups(UNTURNED.sub("", svg)))
    svg = re.sub(r">\s+<", "><", svg).replace(INK, "currentColor")
    for name, colour in COLOURS.items():
        svg = svg.replace(colour, f"var(--plot-{name}, {colour})")
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}", svg)


def _rounded(number: re.Match) -> str:
    return str(round(float(number[0]), 2))


def _without_silent_groups(svg: str) -> str:
    kept, speak = [], []
    for part in GROUP.split(svg):
        silent = bool(SILENT.fullmatch(part))
        if part.startswith("<g") and not part.endswith("/>"):
            speak.append(not silent)
        elif part == "</g>":
            silent = not speak.pop()
        kept += [] if silent else [part]
    return "".join(kept)


def _with_one_family(svg: str) -> str:
    """The family of most texts once for the whole, and not at each of them."""
    found = Counter(FAMILY.findall(svg)).most_common(1)
    if not found:
        return svg
    family = found[0][0]
    svg = FAMILY.sub(lambda each: "" if each[1] == family else each[0], svg)
    return svg.replace("<svg", f'<svg font-family="{family}"', 1)
