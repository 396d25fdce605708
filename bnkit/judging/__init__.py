"""Judge a function: call it, compare what comes out with the answer key, name the mistake, say it. Imports NumPy alone.

A verdict's way: `judge` finds the piece in a `key`, gets each case's `outcome`, sees by `compare` whether it is right or a
known mistake's, asks `symptoms` about what is neither, and hands on a `verdict`.

cache, functions, plain   what arguments and results may be made of
key, find                 the answers of a chapter, and where they are found
spoiled                   what a mistake spoils, read from a key
"""
