"""Work on many items on this machine's cores, each in a process that may die without harm to the others."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from itertools import islice
from multiprocessing.connection import wait as ready
from typing import Any

EACH = 2  # items that a worker is given at a time
TRIES = 3  # processes that may die with an item before it is given up
METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
work: Callable  # of a worker
early: list[ProcessPoolExecutor] = []  # begun before it is known what they will do


def side_by_side(function: Callable, items: Iterable, workers: int, lost: Callable | None = None) -> Iterator[tuple]:
    """(item, function(item)) as each is done, `workers` at the same time; few items wait, whatever their number.

    Where a worker dies, what it was given is done again one by one. An item with which one worker after another died has the
    result lost(item); without `lost`, ConnectionError is raised.
    """
    items = iter(items)
    pending: dict[Future, tuple[int, Any]] = {}
    with _environment(ONE_THREAD), _pools(function, workers) as pools:
        while True:
            _feed(pools, items, pending)
            if not pending:
                return
            done = wait(pending, return_when=FIRST_COMPLETED).done
            for future in [each for each in done if not _died(each)]:
                yield pending.pop(future)[1], future.result()
            for number in {pending[future][0] for future in done if future in pending}:
                pools[number] = _pool()
                _teach(pools[number], function)
                for future in [each for each, (given, _) in pending.items() if given == number]:
                    item = pending.pop(future)[1]
                    yield item, _alone(function, item, lost)


def _died(future: Future) -> bool:
    return isinstance(future.exception(), BrokenProcessPool)


def _feed(pools: list[ProcessPoolExecutor], items: Iterator, pending: dict[Future, tuple[int, Any]]) -> None:
    """Give each worker the next items, in turn, until each has one in work and one that waits."""
    given = Counter(number for number, _ in pending.values())
    for most in range(1, EACH + 1):
        for number, pool in enumerate(pools):
            for item in islice(items, max(most - given[number], 0)):
                pending[_submit(pool, _work, item)] = number, item
                given[number] += 1


def _alone(function: Callable, item: Any, lost: Callable | None) -> Any:
    """function(item) in a process of its own."""
    for _ in range(TRIES):
        with contextlib.suppress(BrokenProcessPool), _pools(function, 1) as (pool,):
            return _submit(pool, _work, item).result()
    if lost is None:
        raise ConnectionError("One worker after another ended with the same piece of work.")
    return lost(item)


@contextlib.contextmanager
def _pools(function: Callable, workers: int) -> Iterator[list[ProcessPoolExecutor]]:
    prepare(getattr(function, "func", function).__module__)
    pools = [early.pop() if early else _pool() for _ in range(workers)]
    try:
        for pool in pools:
            _teach(pool, function)
        yield pools
    finally:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        for pool in pools:
            pool.shutdown()


def _pool() -> ProcessPoolExecutor:
    """One worker: where several share a pool and one dies while another starts, Python 3.11 waits for ever."""
    return ProcessPoolExecutor(1, multiprocessing.get_context(METHOD), initializer=_begin)


def prepare(module: str) -> None:
    """Let what workers are forked from begin to import `module`, whose function they will be given. Returns at once.

    Python 3.11 finds there only what is installed; this module always is.
    """
    if METHOD == "forkserver":
        from multiprocessing import forkserver  # not on Windows

        with _environment(ONE_THREAD):
            forkserver.set_forkserver_preload([__name__, module])
            forkserver.ensure_running()


@contextlib.contextmanager
def begun(module: str, name: str) -> Iterator[None]:
    """A worker begins at once, for the first `side_by_side` in the block: it imports `module` and calls its function `name`."""
    prepare(module)
    early.append(pool := _pool())
    starting = threading.Thread(target=_call_early, args=(pool, module, name))
    starting.start()
    try:
        yield
    finally:
        starting.join()
        while early:
            early.pop().shutdown(cancel_futures=True)


def _call_early(pool: ProcessPoolExecutor, module: str, name: str) -> None:
    with contextlib.suppress(ConnectionError):  # who gives the worker something to do is told
        _submit(pool, _call, module, name)


def _teach(pool: ProcessPoolExecutor, function: Callable) -> None:
    _submit(pool, _learn, function)


def _submit(pool: ProcessPoolExecutor, task: Callable, *arguments: Any) -> Future:
    """The result that is to come. Raises ConnectionError where the worker cannot be started."""
    try:
        return pool.submit(task, *arguments)
    except BrokenProcessPool as error:
        future: Future = Future()
        future.set_exception(error)
        return future
    except OSError as error:
        raise ConnectionError(f"The workers do not start ({error})") from error


@contextlib.contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _begin() -> None:
    """In a worker: end without a word on Ctrl-C, and end with the process that works with it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    ready([parent.sentinel])
    os._exit(1)


def _learn(function: Callable) -> None:
    global work
    work = function


def _work(item: Any) -> Any:
    return work(item)


def _call(module: str, name: str) -> None:
    getattr(import_module(module), name)()
