"""Work side by side: what each process does is what one would do, and one that dies takes nothing with it."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from chores import DEADLY, SIGKILL, die_once, minus, refuse, square, square_or_die, threads

from bnkit.pool import begun, early, side_by_side


@pytest.mark.parametrize("workers", [1, 3])
def test_each_item_is_worked_on_once(workers):
    assert sorted(side_by_side(square, range(20), workers)) == [(n, n**2) for n in range(20)]


def test_an_item_that_kills_its_workers_costs_no_other_one_its_result():
    found = dict(side_by_side(square_or_die, range(20), 2, lost=minus))
    assert found == {n: n**2 for n in range(20)} | {DEADLY: -DEADLY}


@pytest.mark.parametrize("turn", range(3))
def test_a_worker_that_dies_while_others_start_holds_nobody_up(turn):
    assert dict(side_by_side(square_or_die, [DEADLY, 1], 2, lost=minus)) == {DEADLY: -DEADLY, 1: 1}


def test_where_a_lost_item_has_no_result_it_is_said():
    with pytest.raises(ConnectionError, match="One worker after another"):
        list(side_by_side(square_or_die, range(20), 2))


def test_a_worker_that_died_is_replaced(tmp_path):
    paths = [tmp_path / str(number) for number in range(5)]
    assert sorted(side_by_side(die_once, paths, 2)) == [(path, "done") for path in paths]


def test_an_exception_comes_through():
    with pytest.raises(ValueError, match="not"):
        list(side_by_side(refuse, range(3), 2))


def test_few_items_wait():
    taken = []
    results = side_by_side(square, (taken.append(n) or n for n in range(1000)), 2)
    next(results)
    assert len(taken) < 10
    results.close()


def test_each_worker_has_one_thread_and_this_process_its_own_settings(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    assert [found for _, found in side_by_side(threads, [0], 2)] == ["1"]
    assert os.environ["OMP_NUM_THREADS"] == "5"


def test_a_worker_that_began_early_is_used_first(tmp_path, monkeypatch):
    (tmp_path / "beginner.py").write_text(
        f"from pathlib import Path\ndef get_ready(): Path({str(tmp_path)!r}, 'ready').touch()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with begun("beginner", "get_ready"):
        assert sorted(side_by_side(square, range(5), 2)) == [(n, n**2) for n in range(5)]
    assert (tmp_path / "ready").exists()
    assert not early


def test_a_worker_that_cannot_get_ready_works_all_the_same():
    with begun("there_is_no_such_module", "get_ready"):
        assert dict(side_by_side(square, [2], 1)) == {2: 4}


def test_a_worker_that_nobody_uses_ends_without_a_word(capfd):
    with begun("beginner", "get_ready"):
        pass
    assert not early and not multiprocessing.active_children()
    assert capfd.readouterr() == ("", "")


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_that_cannot_begin_is_told_to_who_gives_it_something_to_do(monkeypatch, capfd):
    def submit(*_):
        raise OSError("no more processes")

    monkeypatch.setattr("bnkit.pool.ProcessPoolExecutor.submit", submit)
    with begun("beginner", "get_ready"), pytest.raises(ConnectionError, match="no more processes"):
        list(side_by_side(square, [2], 1))
    assert capfd.readouterr() == ("", "")


SLEEPING = """
import signal, time
from bnkit.pool import side_by_side
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which whoever runs the tests may have had ignored
    for each in side_by_side(time.sleep, [0, 1000], 2):
        print(each, flush=True)
"""


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="processes are seen by /proc")
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are seen by /proc")
@pytest.mark.parametrize("end", [SIGKILL, signal.SIGINT])
def test_nobody_is_left_when_the_first_process_ends(end, tmp_path):
    (tmp_path / "sleeping.py").write_text(SLEEPING)
    first = subprocess.Popen(
        [sys.executable, tmp_path / "sleeping.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert first.stdout.readline() == b"(0, None)\n"
    assert len(in_session(first.pid)) > 3
    os.killpg(first.pid, end) if end == signal.SIGINT else first.kill()
    first.wait()
    while in_session(first.pid):
        time.sleep(0.05)


def in_session(session: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] not in "ZX":
            found.append(int(path.parent.name))
    return found
