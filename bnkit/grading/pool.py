"""Where submissions are graded: in this process, or by a Dask cluster's workers."""

import contextlib
from collections.abc import Callable, Iterable, Iterator

from bnkit.grading.job import Job, Result
from bnkit.grading.worker import grade


def here(jobs: Iterable[Job]) -> Iterator[tuple[Job, Result]]:
    """One after another in this process."""
    for job in jobs:
        yield job, grade(job)


def spread(jobs: Iterable[Job], client, workers: int) -> Iterator[tuple[Job, Result]]:
    """On the cluster's workers, as they are done; never more than a few waiting, so that memory stays flat."""
    from distributed import as_completed

    jobs, waiting = iter(jobs), as_completed()
    mine = {}

    def more() -> None:
        job = next(jobs, None)
        if job is not None:
            future = client.submit(grade, job, pure=False)
            mine[future.key] = job
            waiting.add(future)

    for _ in range(3 * workers):
        more()
    for future in waiting:
        job = mine.pop(future.key)
        yield job, future.result()
        more()


@contextlib.contextmanager
def pool(workers: int, scheduler: str | None) -> Iterator[Callable[[Iterable[Job]], Iterator[tuple[Job, Result]]]]:
    """The function that grades jobs: here for one worker, else on a LocalCluster, or on the scheduler's cluster."""
    if workers == 1 and not scheduler:
        yield here
        return
    import dask
    from distributed import Client, LocalCluster

    with contextlib.ExitStack() as stack:
        dask.config.set({"distributed.worker.daemon": False})
        if not scheduler:
            local = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1")
            scheduler = stack.enter_context(local)
        client = stack.enter_context(Client(scheduler))
        count = max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)
        yield lambda jobs: spread(jobs, client, count)
