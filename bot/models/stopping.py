"""Stop strings: an answer ends before the first of them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing


def until_stop(
    pieces: Generator[str, None, None], stop: Sequence[str]
) -> Generator[str, None, None]:
    """The pieces up to the first of `stop`, wherever the pieces are cut; then `pieces` is closed.

    A piece comes for each, empty where all of it may yet be the beginning of a stop string.
    """
    stops = [text for text in stop if text]
    held = ""
    with closing(pieces):
        for piece in pieces:
            held += piece
            ends = [place for text in stops if (place := held.find(text)) >= 0]
            if ends:
                yield held[: min(ends)]
                return
            sure = len(held) - max((_begun(held, text) for text in stops), default=0)
            yield held[:sure]
            held = held[sure:]
        yield held


def _begun(text: str, stop: str) -> int:
    """How many characters at the end of `text` may be the beginning of `stop`."""
    sizes = range(min(len(stop) - 1, len(text)), 0, -1)
    return next((size for size in sizes if stop.startswith(text[-size:])), 0)
