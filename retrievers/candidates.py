"""The candidates for a question: the rows nearest in meaning and in words, ranks fused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrievers.hits import Hits, best
from retrievers.index import TaskIndex
from retrievers.languages import primary

#: How many rows each search gives.
POOL = 32
#: The constant of reciprocal rank fusion, as its paper has it.
_RANK = 60
_NONE = Hits(np.zeros(0, np.int64), np.zeros(0, np.float32))


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Rows by position, most relevant first; every array has the shape (n,).

    `relevance` is the fused rank, `dense` the cosine and `lexical` the BM25 score, each 0 to 1; a
    rank counts from 1 and is 0 where that search didn't give the row. `with_meaning` says whether
    the dense side counts at all.
    """

    positions: NDArray[np.int64]
    relevance: NDArray[np.float64]
    dense: NDArray[np.float32]
    lexical: NDArray[np.float32]
    dense_rank: NDArray[np.int64]
    lexical_rank: NDArray[np.int64]
    with_meaning: bool

    def __len__(self) -> int:
        return len(self.positions)


def find_candidates(
    index: TaskIndex,
    question: str,
    vector: NDArray[np.float32] | None,
    *,
    allowed: NDArray[np.bool_],
    dense_weight: float,
    lexical_weight: float,
) -> Candidates:
    """At most `POOL` rows from each search, of those `allowed` (bool, shape (rows,)).

    Ranks are fused by reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), each weighted by
    what its search is worth in the question's language. With `dense_weight` 0, or a vector of
    length 0, no dense score is used.
    """
    if dense_weight <= 0 or vector is None or not np.any(vector):
        vector, dense_weight = None, 0.0
    shares = (
        index.words.scores(question) if lexical_weight > 0 else np.zeros(len(index), np.float32)
    )
    near = _NONE if vector is None else _nearest(index, vector, allowed)
    worded = best(shares, POOL, allowed=allowed & (shares > 0))
    positions = np.union1d(near.positions, worded.positions)
    dense_rank, lexical_rank = _ranks(positions, near), _ranks(positions, worded)
    fused = dense_weight * _reciprocal(dense_rank) + lexical_weight * _reciprocal(lexical_rank)
    order = np.argsort(-fused, kind="stable")
    positions = positions[order]
    none = np.zeros(len(positions), np.float32)
    return Candidates(
        positions=positions,
        relevance=fused[order] / ((dense_weight + lexical_weight) or 1.0),
        dense=none if vector is None else index.cosines(vector, positions),
        lexical=shares[positions],
        dense_rank=dense_rank[order],
        lexical_rank=lexical_rank[order],
        with_meaning=vector is not None,
    )


def add_fillers(
    found: Candidates, index: TaskIndex, *, allowed: NDArray[np.bool_], language: str, k: int
) -> Candidates:
    """`found`, and where it has fewer than `k` rows, other allowed ones behind it, all scores 0.

    An example that isn't near still shows the form of an answer; rows of the question's language
    come first.
    """
    if len(found) >= k:
        return found
    rest = np.setdiff1d(np.flatnonzero(allowed), found.positions)
    rows = index.task.examples
    mine = primary(language)
    foreign = [primary(rows[at].language or "") != mine for at in rest]
    more = rest[np.argsort(foreign, kind="stable")][:POOL]
    none = np.zeros(len(more), np.int64)
    return Candidates(
        positions=np.concatenate([found.positions, more]),
        relevance=np.concatenate([found.relevance, none]),
        dense=np.concatenate([found.dense, none.astype(np.float32)]),
        lexical=np.concatenate([found.lexical, none.astype(np.float32)]),
        dense_rank=np.concatenate([found.dense_rank, none]),
        lexical_rank=np.concatenate([found.lexical_rank, none]),
        with_meaning=found.with_meaning,
    )


def _nearest(index: TaskIndex, vector: NDArray[np.float32], allowed: NDArray[np.bool_]) -> Hits:
    """The nearest allowed rows: deeper where filters left too few, then by comparing with all."""
    wanted = min(POOL, int(np.count_nonzero(allowed)))
    for depth in (POOL, 4 * POOL):
        hits = index.dense(vector, depth)
        kept = np.flatnonzero(allowed[hits.positions])[:wanted]
        if len(kept) == wanted:
            return Hits(hits.positions[kept], hits.scores[kept])
    return best(index.cosines(vector), wanted, allowed=allowed)


def _ranks(positions: NDArray[np.int64], hits: Hits) -> NDArray[np.int64]:
    """The rank of each position (ascending) in `hits`, from 1; 0 where it isn't there."""
    ranks = np.zeros(len(positions), np.int64)
    ranks[np.searchsorted(positions, hits.positions)] = np.arange(1, len(hits) + 1)
    return ranks


def _reciprocal(ranks: NDArray[np.int64]) -> NDArray[np.float64]:
    """1 for the first rank, less for each later one, 0 for none."""
    return np.where(ranks > 0, (_RANK + 1) / (_RANK + ranks), 0.0)
