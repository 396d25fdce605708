"""A name for a style that is made from another one."""


def named(function, name):
    """The function under a name of its own."""
    function.__name__ = name
    return function
