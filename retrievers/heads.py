"""Heads: fitted with a task's index in well under a second, to answer with no language model.

Logistic regression on embeddings and on n-grams, each calibrated, their probabilities averaged (by
the geometric mean) and calibrated again. In a language that the embedder can't read the n-grams
answer alone, with a calibration and a threshold of their own.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrievers.calibration import deal_folds, fit_temperature, pool, promise, soften
from retrievers.classifier import HINT, fit_classifier
from retrievers.embedder import Vectors
from retrievers.head import Head
from retrievers.hints import Hints, label_hints
from retrievers.logistic import Integers
from retrievers.ngrams import Ngrams

__all__ = ["MOST_ROWS", "Head", "fit_head"]

#: Rows beyond these are left out, evenly over the labels: time grows with their third power.
MOST_ROWS = 2000
#: Inverse penalties (scikit-learn's C), chosen on training and dev rows of the public tasks.
_DENSE_STRENGTH = 3.0
_NGRAM_STRENGTH = 30.0


def fit_head(
    texts: Sequence[str],
    vectors: Vectors | None,
    labels: Sequence[str],
    *,
    seed: int = 0,
    error_rate: float = 0.1,
    hints: Hints | None = None,
    readable: Sequence[bool] | None = None,
) -> Head | None:
    """Fits a head to the rows of one task, or returns None where they have fewer than two labels.

    `texts` and `labels` have one entry a row; `vectors` are the rows' embeddings, float32, shape
    (n, dimension), or None to rest on n-grams alone. `seed` deals the folds of the
    cross-validation. `error_rate` (between 0 and 1) is what the head's threshold promises. `hints`
    say what the labels mean: their names and descriptions; without them the names as they stand
    serve the n-grams. `readable` says of each row whether the embedder reads its language (all,
    where it is missing): the vectors of the others are noise and left out, and each promise is made
    on the rows that will be answered so. A label with a single row is learned, but held out it is
    known by its hint alone. Of more than MOST_ROWS rows that many are used.
    Raises `ValueError` for arguments that don't fit each other.
    """
    if any(each is not None and len(each) != len(texts) for each in (vectors, labels, readable)):
        raise ValueError("A head takes one text, one label and one vector for each row.")
    if not 0 < error_rate < 1:
        raise ValueError(f"The error rate lies between 0 and 1, not at {error_rate!r}.")
    names = sorted(set(labels))
    if len(names) < 2:
        return None
    from threadpoolctl import threadpool_limits

    hints = (hints or label_hints(dict.fromkeys(names, ""))).of(names)
    kept = _spread(labels, seed)
    texts = [texts[row] for row in kept]
    targets = np.searchsorted(names, [*(labels[row] for row in kept), *hints.labels])
    folds = np.full(len(targets), HINT)
    folds[: len(kept)] = deal_folds(texts, targets[: len(kept)], seed=seed)
    dense = None if vectors is None else vectors[kept]
    read = np.ones(len(kept), dtype=bool) if readable is None else np.asarray(readable)[kept]
    if len(set(targets[: len(kept)][read])) < 2:
        dense = None
    # On one thread it is as fast, on a busy machine many times faster, and the same every time.
    with threadpool_limits(1, user_api="blas"):
        return _fit(names, texts, dense, read, targets, folds, hints, error_rate)


def _fit(
    names: Sequence[str],
    texts: Sequence[str],
    dense: Vectors | None,
    read: NDArray[np.bool_],
    targets: Integers,
    folds: Integers,
    hints: Hints,
    error_rate: float,
) -> Head:
    """`targets` and `folds` are those of the rows, then those of the hints."""
    count, truth = len(names), targets[folds != HINT]
    ngrams, matrix = Ngrams.build([*texts, *hints.texts])
    spelling, alone = fit_classifier(matrix, targets, folds, labels=count, strength=_NGRAM_STRENGTH)
    meaning, both, temperature = None, alone[read], 1.0
    if dense is not None:
        rows = np.concatenate([np.flatnonzero(read), np.arange(len(texts), len(targets))])
        dense = dense[read]
        if hints.vectors is None:
            rows = rows[: len(dense)]
        else:
            dense = np.concatenate([dense, hints.vectors])
        meaning, meant = fit_classifier(
            dense, targets[rows], folds[rows], labels=count, strength=_DENSE_STRENGTH
        )
        pooled = pool(meant, alone[read])
        temperature = fit_temperature(pooled, truth[read])
        both = soften(pooled, temperature)
    unread = ~read if not read.all() else read
    return Head(
        names,
        ngrams,
        spelling=spelling,
        meaning=meaning,
        temperature=temperature,
        error_rate=error_rate,
        promises=(
            promise(both, truth[read], error_rate=error_rate),
            promise(alone[unread], truth[unread], error_rate=error_rate),
        ),
    )


def _spread(labels: Sequence[str], seed: int) -> list[int]:
    """Row numbers in order: all, or MOST_ROWS of them, taken from the labels in turn."""
    if len(labels) <= MOST_ROWS:
        return list(range(len(labels)))
    rows = list(range(len(labels)))
    random.Random(seed).shuffle(rows)
    seen: Counter[str] = Counter()
    turns = []
    for row in rows:
        turns.append((seen[labels[row]], row))
        seen[labels[row]] += 1
    return sorted(row for _, row in sorted(turns)[:MOST_ROWS])
