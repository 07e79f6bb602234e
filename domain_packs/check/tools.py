"""What the check is handed from above: an embedder, a token counter, a language detector."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from domain_packs.check.similarity import Pairs, find_pairs

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Tools:
    """The tools of one check, with a memory of what they measured.

    `count_tokens` gives the tokens that a text costs a model; `today` is the day for `valid_until`.
    `embed` gives unit vectors, shape (texts, dimension), and `reads` says in which languages (tags)
    they mean anything; where it is None, what needs meaning isn't judged. `detect_language` names a
    text's language as a primary subtag, given those that may occur, or None where it can't tell;
    `detectable` are the languages it knows: rows in others aren't judged.
    """

    count_tokens: Callable[[str], int]
    today: datetime.date
    embed: Callable[[Sequence[str]], Vectors] | None = None
    reads: Callable[[str], bool] = lambda language: True
    detect_language: Callable[[str, Sequence[str]], str | None] | None = None
    detectable: frozenset[str] = frozenset()
    _vectors: dict[tuple[str, ...], Vectors] = field(default_factory=dict, repr=False)
    _pairs: dict[tuple[str, ...], Pairs] = field(default_factory=dict, repr=False)

    def vectors(self, texts: Sequence[str]) -> Vectors | None:
        """The vectors of `texts`, measured once; None without an embedder."""
        if self.embed is None:
            return None
        key = tuple(texts)
        if key not in self._vectors:
            self._vectors[key] = self.embed(texts)
        return self._vectors[key]

    def pairs(self, texts: Sequence[str]) -> Pairs:
        """The pairs of similar texts among `texts`, measured once."""
        key = tuple(texts)
        if key not in self._pairs:
            self._pairs[key] = find_pairs(texts)
        return self._pairs[key]
