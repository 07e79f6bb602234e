"""Stop strings, wherever the pieces are cut."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.stopping import until_stop


def pieces(texts: Sequence[str]) -> Generator[str, None, None]:
    yield from texts


@pytest.mark.parametrize(
    ("texts", "stop", "whole"),
    [
        (["a", "b"], [], "ab"),
        (["a`", "``", "b"], ["```"], "a"),
        (["a`", "`b"], ["```"], "a``b"),
        (["abcabd"], ["abd"], "abc"),
        (["x", "END", "y"], ["", "END"], "x"),
        (["one two"], ["two", "one"], ""),
        (["ab"], ["abc"], "ab"),
    ],
)
def test_the_text_ends_before_the_first_stop(texts: list[str], stop: list[str], whole: str) -> None:
    assert "".join(until_stop(pieces(texts), stop)) == whole


@given(st.lists(st.text("ab`", max_size=4)), st.text("ab`", min_size=1, max_size=3))
def test_cuts_between_pieces_change_nothing(texts: list[str], stop: str) -> None:
    assert "".join(until_stop(pieces(texts), [stop])) == "".join(texts).partition(stop)[0]


def test_the_rest_is_not_read() -> None:
    closed = []

    def endless() -> Generator[str, None, None]:
        try:
            while True:
                yield "."
        finally:
            closed.append(True)

    assert "".join(until_stop(endless(), ["..."])) == ""
    assert closed


def test_a_piece_comes_for_each_even_where_it_is_held_back() -> None:
    assert list(until_stop(pieces(["`", "`", "a"]), ["```"])) == ["", "", "``a", ""]
