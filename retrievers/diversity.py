"""Picking rows that are relevant, unlike each other, of different labels, and within a budget."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrievers.candidates import Candidates
from retrievers.index import TaskIndex
from retrievers.terms import terms


@dataclass(frozen=True, slots=True)
class Pick:
    """One candidate that was picked, by its place among the candidates.

    `new_label` is set where it was picked to show a label that wasn't shown, `for_variety` where a
    more relevant candidate stood back because it is too like those picked.
    """

    at: int
    new_label: bool = False
    for_variety: bool = False


#: How alike the candidate at a place is to every candidate: 0 to 1, shape (n,).
Likeness = Callable[[int], NDArray[np.floating[Any]]]


def likeness(index: TaskIndex, candidates: Candidates) -> Likeness:
    """How alike candidates are: by cosine, or where meaning is off by shared terms (Jaccard)."""
    if candidates.with_meaning:
        vectors = np.asarray(index.vectors[candidates.positions])
        return lambda at: np.clip(vectors @ vectors[at], 0.0, 1.0)
    rows = [frozenset(terms(index.task.examples[at].input)) for at in candidates.positions]
    return lambda at: np.array([len(rows[at] & row) / (len(rows[at] | row) or 1) for row in rows])


def pick(
    relevance: NDArray[np.float64],
    alike: Likeness,
    labels: Sequence[str | None],
    *,
    k: int,
    mmr_lambda: float,
    balance: float,
    cost: Callable[[int], int] | None = None,
    budget: int | None = None,
) -> list[Pick]:
    """At most `k` candidates, by maximal marginal relevance (Carbonell and Goldstein 1998).

    Each step takes the highest `mmr_lambda` x relevance - (1 - `mmr_lambda`) x likeness to the
    most alike of those picked, so 1 is relevance alone. The first `balance` x `k` picks (rounded
    up) each show a label not shown yet, while there are such. A candidate whose `cost` is more
    than what is left of `budget` is passed over.
    """
    left = math.inf if budget is None else budget
    open_ = np.ones(len(relevance), bool)
    nearest = np.zeros(len(relevance))
    shown: set[str | None] = set()
    fresh = np.array([label is not None for label in labels], bool)
    picks: list[Pick] = []
    while len(picks) < k and open_.any():
        value = mmr_lambda * relevance - (1 - mmr_lambda) * nearest
        wants_label = len(picks) < math.ceil(balance * k) and bool((open_ & fresh).any())
        among = open_ & fresh if wants_label else open_
        at = int(np.argmax(np.where(among, value, -math.inf)))
        open_[at] = False
        price = cost(at) if cost is not None and budget is not None else 0
        if price > left:
            continue
        left -= price
        passed_over = bool((relevance[open_] > relevance[at]).any())
        leader = int(np.argmax(np.where(open_, value, -math.inf))) if open_.any() else at
        forced = wants_label and value[leader] > value[at]
        picks.append(Pick(at, new_label=forced, for_variety=passed_over and not forced))
        nearest = np.maximum(nearest, alike(at))
        shown.add(labels[at])
        fresh &= np.array([label not in shown for label in labels], bool)
    return picks
