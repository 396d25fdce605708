"""What cannot be written to its end leaves the file that was there, and nothing else."""

import pytest

from bnkit.judging.whole import whole


def test_the_file_is_there_at_the_end(tmp_path):
    path = tmp_path / "key.npz"
    with whole(path) as file:
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new" and list(tmp_path.iterdir()) == [path] and path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_fails_leaves_what_was_there(tmp_path, error):
    path = tmp_path / "key.npz"
    path.write_bytes(b"old")
    with pytest.raises(error), whole(path) as file:
        file.write(b"ne")
        raise error
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
