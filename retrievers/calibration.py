"""Honest confidence: folds, temperature, and from which confidence an error rate is promised.

All of it works on out-of-fold probabilities: what a head says of rows that it wasn't fitted on.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain_packs.text import normalise
from retrievers.logistic import Floats, Integers, softmax

FOLDS = 5
_TEMPERATURES = np.geomspace(0.02, 20, 139)
_LEAST = 1e-12


@dataclass(frozen=True)
class Promise:
    """The confidence from which answers keep to an error rate, and how often it is reached.

    `threshold` is in 0..1, infinite where nothing can be promised; `coverage` the share (0..1) of
    out-of-fold rows that reach it; `why` says in words what it rests on or why there is none.
    """

    threshold: float
    coverage: float
    why: str


def deal_folds(texts: Sequence[str], targets: Integers, *, seed: int) -> Integers:
    """A fold (0 to FOLDS - 1) for each row.

    The rows of each label are dealt out evenly, in an order drawn by `seed`; rows of the same text,
    as `normalise` has it, come to the same fold.
    """
    groups: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, (text, target) in enumerate(zip(texts, targets, strict=True)):
        groups[int(target)][normalise(text)].append(row)
    draw = random.Random(seed)
    folds = np.zeros(len(texts), dtype=np.intp)
    dealt: dict[str, int] = {}
    turn = 0
    for target in sorted(groups):
        same = sorted(groups[target])
        draw.shuffle(same)
        for text in same:
            turn += text not in dealt
            folds[groups[target][text]] = dealt.setdefault(text, turn % FOLDS)
    return folds


def soften(probabilities: NDArray[np.floating], temperature: float) -> Floats:
    """The probabilities at a temperature: above 1 flatter, below 1 sharper.

    Shape (n, labels), rows of sum 1, as they come in (Guo et al. 2017, arXiv:1706.04599).
    """
    with np.errstate(divide="ignore"):  # a label that the fold lacks stays at 0
        return softmax(np.log(probabilities) / temperature)


def pool(first: Floats, second: Floats) -> Floats:
    """The geometric mean of two probabilities, shape (n, labels), scaled to sum 1 a row.

    A logarithmic opinion pool (Genest and Zidek 1986). Where each gives 0 to what the other holds
    likely it is their arithmetic mean.
    """
    pooled = np.sqrt(first * second)
    total = pooled.sum(axis=1, keepdims=True)
    averaged: Floats = np.where(total > 0, pooled / np.maximum(total, _LEAST), (first + second) / 2)
    return averaged


def fit_temperature(probabilities: Floats, targets: Integers) -> float:
    """The temperature with the least log loss over out-of-fold rows, between 0.02 and 20.

    Targets are smoothed to (n + 1) / (n + 2) as in Platt scaling (1999), so that a few rows that
    are all right don't make it certain of everything. Rows whose label the other folds lack say
    nothing of it; without any other rows it is 1.
    """
    rows = np.arange(len(targets))
    told = probabilities[rows, targets] > 0
    count, labels = int(told.sum()), probabilities.shape[1]
    if count == 0:
        return 1.0
    wanted = np.full((count, labels), 1 / (count + 2) / (labels - 1))
    wanted[np.arange(count), targets[told]] = (count + 1) / (count + 2)
    logs = np.log(np.maximum(probabilities[told], _LEAST))
    losses = [
        -np.mean(np.sum(wanted * np.log(np.maximum(softmax(logs / each), _LEAST)), axis=1))
        for each in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def promise(probabilities: Floats, targets: Integers, *, error_rate: float) -> Promise:
    """The lowest confidence from which (wrong + 1) / (rows + 1) is at most `error_rate`.

    `probabilities` are out of fold, shape (n, labels). Rows are answered from the most confident
    down, as in selective classification (Geifman and El-Yaniv 2017, arXiv:1705.08500); the added
    wrong answer is the finite-sample correction of conformal risk control (Angelopoulos et al.
    2022, arXiv:2208.02814). So it holds on average over such sets of rows, not for each of them
    with high probability: a Clopper-Pearson bound at 90 % left hardly an answer on packs of a
    hundred rows. It holds over questions like the rows, not for each label, nor for questions of
    another kind.
    """
    confidence = probabilities.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    confidence = confidence[order]
    wrong = np.cumsum((probabilities.argmax(axis=1) != targets)[order])
    total = len(targets)
    rows = np.arange(1, total + 1)
    last_of_equals = np.append(confidence[1:] < confidence[:-1], True)
    kept = np.flatnonzero(((wrong + 1) / (rows + 1) <= error_rate) & last_of_equals)
    stated = f"at most {error_rate:.0%} wrong answers"
    if len(kept):
        last = kept[-1]
        why = f"Of {total} held-out rows {rows[last]} reach it, {wrong[last]} wrong: {stated}."
        return Promise(float(confidence[last]), float(rows[last]) / total, why)
    fewest = math.ceil(1 / error_rate) - 1
    if total < fewest:
        why = f"{total} rows are too few to promise {stated}: it takes {fewest} or more."
    else:
        why = f"Held out, its {total} rows are told wrong too often to promise {stated}."
    return Promise(math.inf, 0.0, why)
