"""Work in a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from bot.models.background import in_background
from bot.models.model import never


def slow() -> Generator[str, None, None]:
    time.sleep(5)
    yield "late"


def test_empty_pieces_are_left_out() -> None:
    assert list(in_background(lambda: (text for text in ("a", "", "b")), never)) == ["a", "b"]


def test_an_error_is_raised_where_the_pieces_are_read() -> None:
    def fails() -> Generator[str, None, None]:
        yield "a"
        raise ValueError("in between")

    read = in_background(fails, never)
    assert next(read) == "a"
    with pytest.raises(ValueError, match="in between"):
        next(read)


def test_who_cancels_does_not_wait_for_the_next_piece() -> None:
    started = time.monotonic()
    assert list(in_background(slow, lambda: time.monotonic() - started > 0.1)) == []
    assert time.monotonic() - started < 2


def test_who_leaves_closes_what_produces() -> None:
    closed = threading.Event()

    def endless() -> Generator[str, None, None]:
        try:
            while True:
                yield "."
        finally:
            closed.set()

    read = in_background(endless, never)
    next(read)
    read.close()
    assert closed.wait(2)
