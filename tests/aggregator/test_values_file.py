"""How the values get into a file."""

import os
from pathlib import Path

import pytest

from flowlog_config.aggregator import render_values, write_values
from flowlog_config.aggregator.text_file import write_text


def test_values_are_written_into_a_folder_that_may_not_be_there(plan, tmp_path):
    """The folder of a deployment's templates gets the values as well."""
    (written,) = write_values(plan, tmp_path / "cdk.out" / "inner")
    assert written == tmp_path / "cdk.out" / "inner" / "helm-values.yaml"
    assert written.read_bytes() == render_values(plan).encode()
    assert list(written.parent.iterdir()) == [written]


def test_writing_twice_gives_the_same_bytes(plan, tmp_path):
    """A second run changes nothing."""
    (first,) = write_values(plan, tmp_path)
    before = first.read_bytes()
    write_values(plan, tmp_path)
    assert first.read_bytes() == before


def test_a_failure_leaves_the_old_file(tmp_path, monkeypatch):
    """What was there stays whole, and no half-written file lies beside it."""
    file = tmp_path / "values.yaml"
    file.write_text("old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_text(file, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["values.yaml"]
    assert file.read_text() == "old"


def test_a_reader_of_the_old_file_is_not_disturbed(tmp_path):
    """An open file keeps its text: the new one takes its name in one step."""
    file = tmp_path / "values.yaml"
    write_text(file, "old")
    with file.open() as reader:
        write_text(file, "new")
        assert reader.read() == "old"
    assert file.read_text() == "new"


def test_a_symbolic_link_stays_one(tmp_path):
    """The file behind it is replaced."""
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_text("old")
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_what_is_no_file_is_not_replaced(tmp_path):
    """A pipe, or /dev/null, is written to and stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_text(pipe, "text")
        assert os.read(reader, 100) == b"text"
        assert pipe.is_fifo()
    finally:
        os.close(reader)


def test_others_may_read_the_values(tmp_path):
    """There is no secret in them, and the person who runs Helm may be another."""
    assert write_text(tmp_path / "values.yaml", "x").stat().st_mode & 0o777 == 0o644
