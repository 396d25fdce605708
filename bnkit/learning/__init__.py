"""A learner's own computer: what the notebook, the terminal, pytest and the page call.

check               the last line of a grade cell
kept, oracle        accepted pieces, which `bnkit.pieces` lends to later chapters; torch's in their place
run, progress       the pieces in a file, judged in a process of its own; how far a workspace is
workspace           the exercises copied, never over a learner's work
inpage              what a page's box runs in the browser
pytest_plugin       a test for each piece of a notebook

Imports `judging`, and needs NumPy alone (oracle: torch, pytest_plugin: pytest).
"""
