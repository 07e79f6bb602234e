"""Hits: the rows that a search found, and the one rule by which the best are taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows by their position in the task's examples, nearest first.

    `positions` is int64 and `scores` float32, both of shape (n,); scores run from 0 to 1, higher
    is nearer.
    """

    positions: NDArray[np.int64]
    scores: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.positions)


def best(scores: NDArray[np.float32], n: int, *, allowed: NDArray[np.bool_] | None = None) -> Hits:
    """The `n` allowed rows with the highest of `scores` (one a row); equals in order."""
    if allowed is None:
        positions = np.arange(len(scores))
    else:
        positions = np.flatnonzero(allowed)
        scores = scores[positions]
    if 0 < n < len(scores):
        least = np.partition(scores, len(scores) - n)[len(scores) - n]
        kept = np.flatnonzero(scores >= least)
        positions, scores = positions[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")[: max(n, 0)]
    return Hits(positions[order], scores[order])
