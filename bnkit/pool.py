"""Work on many items on this machine's cores, each in a process that may die without harm to the others."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from multiprocessing.connection import wait as ready
from typing import Any

TRIES = 3  # processes that may die with an item before it is given up
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
work: Callable  # of a worker


def side_by_side(function: Callable, items: Iterable, workers: int, lost: Callable | None = None) -> Iterator[tuple]:
    """(item, function(item)) as each is done, `workers` at the same time; few items wait, whatever their number.

    Where a worker dies, what was in work is done again one by one. An item with which one worker after another died has the
    result lost(item); without `lost`, ConnectionError is raised.
    """
    items = iter(items)
    while True:
        pending: dict[Future, Any] = {}
        try:
            with _pool(function, workers) as submit:
                yield from _flow(submit, items, pending, 3 * workers)
                return
        except BrokenProcessPool:
            for item in list(pending.values()):
                yield item, _alone(function, item, lost)


def _flow(submit: Callable, items: Iterator, pending: dict[Future, Any], most: int) -> Iterator[tuple]:
    """As each is done; what is not is in `pending`. Raises BrokenProcessPool."""
    while True:
        pending |= {submit(item): item for item in islice(items, most - len(pending))}
        if not pending:
            return
        for future in wait(pending, return_when=FIRST_COMPLETED).done:
            result = future.result()
            yield pending.pop(future), result


def _alone(function: Callable, item: Any, lost: Callable | None) -> Any:
    """function(item) in a process of its own."""
    for _ in range(TRIES):
        with contextlib.suppress(BrokenProcessPool), _pool(function, 1) as submit:
            return submit(item).result()
    if lost is None:
        raise ConnectionError("One worker after another ended with the same piece of work.")
    return lost(item)


@contextlib.contextmanager
def _pool(function: Callable, workers: int) -> Iterator[Callable[[Any], Future]]:
    """What submits an item to `workers` processes. Raises ConnectionError where they cannot be started."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    context.set_forkserver_preload([getattr(function, "func", function).__module__])
    with _environment(ONE_THREAD):
        pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(function,))
        try:
            yield partial(_submit, pool)
        finally:
            pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, item: Any) -> Future:
    try:
        return pool.submit(_work, item)
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


def _begin(function: Callable) -> None:
    """In a worker: remember what it does, end without a word on Ctrl-C, and end with the process that works with it."""
    global work
    work = function
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    ready([parent.sentinel])
    os._exit(1)


def _work(item: Any) -> Any:
    return work(item)
