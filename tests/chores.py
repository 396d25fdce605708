"""What workers are given to do in tests: in a module of its own, which imports little, for each worker imports it."""

import os

SIGKILL = 9  # Windows has it without a name
DEADLY = 7


def square(number):
    return number**2


def square_or_die(number):
    if number == DEADLY:
        os.kill(os.getpid(), SIGKILL)
    return square(number)


def die_once(path):
    if path.exists():
        return "done"
    path.touch()
    os.kill(os.getpid(), SIGKILL)


def refuse(number):
    raise ValueError(f"not {number}")


def threads(_):
    return os.environ["OMP_NUM_THREADS"]


def minus(number):
    return -number
