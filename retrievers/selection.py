"""Choosing the examples that help most with a question: step 4 of a question's way.

Candidates by meaning and by words, fused; filters; diversity and label coverage within a budget;
the nearest last.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain_packs.pack import Example
from retrievers.candidates import Candidates, add_fillers, find_candidates
from retrievers.diversity import Pick, likeness, pick
from retrievers.filters import fitting
from retrievers.index import TaskIndex
from retrievers.reasons import reason

#: The tokens that an example takes in a prompt, counted as the model counts them.
Cost = Callable[[Example], int]


@dataclass(frozen=True, slots=True)
class Taken:
    """An example that was chosen for a question.

    `score` is how near it is, 0 to 1: the mean of `dense` (cosine) and `lexical` (BM25), weighted
    as the choice was. `dense` is None where meaning wasn't used. `reason` says in words why it was
    taken.
    """

    example: Example
    score: float
    dense: float | None
    lexical: float
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen examples: the least useful first, the nearest last, as a prompt carries them."""

    taken: tuple[Taken, ...] = ()

    @property
    def examples(self) -> tuple[Example, ...]:
        return tuple(taken.example for taken in self.taken)

    @property
    def nearest(self) -> Taken | None:
        """The example nearest to the question; None where nothing was chosen."""
        return self.taken[-1] if self.taken else None


def select(
    index: TaskIndex,
    question: str,
    vector: NDArray[np.float32] | None,
    *,
    k: int,
    language: str,
    dense_weight: float,
    lexical_weight: float,
    today: datetime.date,
    jurisdiction: str | None = None,
    cost: Cost | None = None,
    budget: int | None = None,
    mmr_lambda: float = 0.7,
    balance: float = 0.5,
    without: Collection[str] = (),
) -> Selection:
    """Chooses at most `k` of the task's examples for `question`, whose embedding is `vector`.

    The weights (0 to 1) say what meaning and words are worth in the question's `language`; with
    `dense_weight` 0 no dense score is used. `jurisdiction`, `today` and `without` filter as
    `filters.fitting` says. `cost` and `budget` bound the examples' tokens together. `mmr_lambda`
    and `balance` are those of `diversity.pick`. Where the searches give fewer than `k` rows,
    others show the form of an answer, those of the question's language first, with the score 0.
    Raises `IndexFault`.
    """
    allowed = fitting(index, jurisdiction=jurisdiction, today=today, without=without)
    found = find_candidates(
        index,
        question,
        vector,
        allowed=allowed,
        dense_weight=dense_weight,
        lexical_weight=lexical_weight,
    )
    found = add_fillers(found, index, allowed=allowed, language=language, k=k)
    rows = [index.task.examples[at] for at in found.positions]
    picks = pick(
        found.relevance,
        likeness(index, found),
        [index.labels[at] for at in found.positions],
        k=k,
        mmr_lambda=mmr_lambda,
        balance=balance,
        cost=None if cost is None else lambda at: cost(rows[at]),
        budget=budget,
    )
    scores = _scores(found, dense_weight, lexical_weight)
    picks.sort(key=lambda chosen: (scores[chosen.at], -chosen.at))
    return Selection(tuple(_taken(found, one, rows[one.at], scores, language) for one in picks))


def _taken(
    found: Candidates, chosen: Pick, row: Example, scores: NDArray[np.float64], language: str
) -> Taken:
    return Taken(
        example=row,
        score=float(scores[chosen.at]),
        dense=float(found.dense[chosen.at]) if found.with_meaning else None,
        lexical=float(found.lexical[chosen.at]),
        reason=reason(found, chosen, language=language),
    )


def _scores(found: Candidates, dense_weight: float, lexical_weight: float) -> NDArray[np.float64]:
    weight = dense_weight if found.with_meaning else 0.0
    total = weight + lexical_weight
    scores: NDArray[np.float64] = weight * found.dense.astype(np.float64)
    return (scores + lexical_weight * found.lexical) / (total or 1.0)
