"""Find the bug: exercises in which the code is given, and what is wrong with it is to be shown, named or mended.

found          a piece's chapter and exercise, from a folder of chapters or from the catalogue beside the exercises
shapes         what a piece takes, read from its assignment; inputs of other shapes are refused with a sentence
expose         which of a piece's mistakes an input shows, and which hide
spelled        a mistake's code in one function, as a learner would have written it
name           what went in, came out and was right: which of four mistakes is it?
lines          how many lines were changed in one that was to be mended
beginning      what stands in a box before anything is written
judge          the verdict on what was written
notebook       a hunt in a notebook
mutants        a learner's own tests, run by pytest against every mistake
command        `bnkit hunt`
inpage         what the boxes on a page run in the browser

Imports `learning`, `authoring` and `judging`. No mistake has a second copy here: all come from the chapters' source.
"""

from bnkit.hunting.notebook import answer, check, show

__all__ = ["answer", "check", "show"]
