"""Judge a function: call it, compare what comes out with the answer key, name the mistake, say it. Imports NumPy alone.

A verdict's way: `judge` finds the piece in a `key`, makes the `outcome` of each case, sees by `compare` whether it is right and
whether it lasts (`again`), asks `naming` which known mistake it is and `symptoms` about what is none, finds an `example`, and
hands on a `verdict`.

cache, functions, plain   what arguments and results may be made of
key, find                 the answers of a chapter, and where they are found
whole                     a key is written whole or not at all
prints                    fingerprints, by which a key knows pairs of mistakes
spoiled                   what a mistake spoils, read from a key
instrument, watch, seen   a wrong answer's values on an example, while it runs
quantities, roles         which quantity of the text a value is, and which one its name says
wanted, trust, steps      the first value that goes wrong; telling says it
"""
