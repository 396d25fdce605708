"""An autograder for Gradescope: `bundle` writes its zip file here, and there `autograder` grades one submission with what was
`packed`, and `results` says what came of it in Gradescope's format (https://gradescope-autograders.readthedocs.io)."""
