"""Work on many items at once: in this process, on this machine's cores, or on a Dask cluster."""

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bnkit.pool import side_by_side

SETTINGS = {
    # Dask logs its last 1000 messages with all that they carry: a few are enough
    "distributed.admin.low-level-log-length": 10,
    # an item may be large, and has been bounded by whoever made it
    "distributed.admin.large-graph-warning-threshold": "1GB",
}


def spread(
    function: Callable,
    items: Iterable,
    workers: int = 0,
    scheduler: str | None = None,
    lost: Callable | None = None,
) -> Iterator[tuple]:
    """(item, function(item)) as each is done: here without workers, else in so many processes, or on `scheduler`'s cluster.

    Few items wait at any time, so that memory does not grow with their number. An item with which one worker after
    another died has the result lost(item), where `lost` is given. Raises OSError where the cluster is lost.
    """
    if scheduler:
        with _client(scheduler) as client:
            yield from _flow(client, function, iter(items), lost)
    elif workers:
        yield from side_by_side(function, items, workers, lost)
    else:
        yield from ((item, function(item)) for item in items)


@contextlib.contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    import dask
    from distributed import Client

    dask.config.set(SETTINGS)
    with Client(scheduler) as client:
        try:
            yield client
        finally:  # the work is done: how long a worker takes to end is nobody's business
            for name in ("distributed.nanny", "distributed.worker"):
                logging.getLogger(name).setLevel(logging.CRITICAL)


def _flow(client, function: Callable, items: Iterator, lost: Callable | None) -> Iterator[tuple]:
    from distributed import CancelledError, KilledWorker, as_completed

    futures, mine, doubtful = as_completed(), {}, []
    there = client.submit(_itself, function, pure=False)  # and not scattered, which would be lost with a worker

    def more() -> None:
        for item in items:
            future = client.submit(_apply, there, item, pure=False)
            mine[future.key] = item
            futures.add(future)
            return

    for _ in range(3 * max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)):
        more()
    for future in futures:
        try:
            result = future.result()
        except (CancelledError, KilledWorker) as error:
            if lost and isinstance(error, KilledWorker):
                doubtful.append(mine.pop(future.key))
                more()
                continue
            raise ConnectionError(f"The cluster was lost ({str(error).splitlines()[0]})") from error
        yield mine.pop(future.key), result
        more()
    for item in doubtful:  # alone, since a worker's death is laid to all that it was given
        try:
            yield item, client.submit(_apply, there, item, pure=False).result()
        except KilledWorker:
            assert lost is not None
            yield item, lost(item)


def _itself(value: Any) -> Any:
    return value


def _apply(function: Callable, item: Any) -> Any:
    return function(item)
