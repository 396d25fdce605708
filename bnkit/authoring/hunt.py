"""An exercise in finding what is wrong: the code is given, and one of the piece's known mistakes is in it."""

from dataclasses import dataclass

KINDS = ("expose", "most", "name", "mend")


@dataclass(frozen=True)
class Hunt:
    """One of them, for the list HUNTS of a chapter's package.

    name     unique in the course; in "expose", "most" and "mend" the function that is written has it
    kind     "expose": an input on which the mistake shows; "most": one on which as many of the piece's mistakes show as can be;
             "name": which of four mistakes it is; "mend": the function with one line changed
    piece    the name of the piece, of the same chapter or an earlier one
    mistake  the slug of the piece's mistake; "" for "most"
    numbers  in "expose", how many numbers each argument may have at most; None for any number
    points   what it is worth in a notebook
    """

    name: str
    kind: str
    piece: str
    mistake: str = ""
    numbers: int | None = None
    points: int = 1
