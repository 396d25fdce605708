"""What experiments found: `results` are files, written by experiments, drawn by plots, quoted by pages; a `finding` is a
statement with its interval and verdict. Imports nothing of bnkit."""
