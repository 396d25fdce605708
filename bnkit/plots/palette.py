"""One colour one meaning, in every figure; and for each a line and a mark that tell it without colour."""

from dataclasses import dataclass
from typing import Any

INK = "#010203"  # the page's own text colour
BLUE, ORANGE, GREEN, PURPLE, GOLD = "#0072b2", "#c05000", "#007d5b", "#8f4f9f", "#8a6500"
COLOURS = {
    "blue": BLUE,
    "orange": ORANGE,
    "green": GREEN,
    "purple": PURPLE,
    "gold": GOLD,
}  # lighter on dark pages: book.css
DASHED, DOTTED, MIXED = (0, (5, 2)), (0, (1, 1.4)), (0, (6, 2, 1, 2))


@dataclass(frozen=True)
class Look:
    """How one kind of net, or of values, is drawn: the colour is the norm's, line and mark are its own."""

    colour: str
    line: Any = "-"
    mark: str = "o"


LOOKS = {
    "batch norm": Look(BLUE),
    "noisy batch norm": Look(BLUE, MIXED, "v"),
    "batch norm, plain's rate": Look(BLUE, DOTTED, "P"),
    "ghost batch norm": Look(BLUE, DOTTED, "P"),
    "batch norm and dropout": Look(BLUE, DASHED, "v"),
    "plain": Look(ORANGE, DASHED, "s"),
    "noise, no batch norm": Look(ORANGE, DOTTED, "X"),
    "layer norm": Look(GREEN, MIXED, "^"),
    "group norm": Look(PURPLE, DOTTED, "D"),
    "dropout": Look(GOLD, MIXED, "^"),
    "l1": Look(GOLD, MIXED, "^"),
    "l∞": Look(INK, DOTTED, "D"),
}
