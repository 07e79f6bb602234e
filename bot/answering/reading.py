"""What the router sees of a question: its parts as text, as vectors and as n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answering.question import Question, split
from retrievers.embedder import Embedder, Vectors
from retrievers.hangul import take_apart
from retrievers.logistic import Floats
from retrievers.ngrams import Ngrams

#: Of a long payload its beginning says what it is, in characters.
_SEEN = 600
#: How much the nearness to a task's examples weighs against the n-grams themselves; chosen by
#: cross-validation.
_NEARNESS = 4.0
_SAMPLE = 200

Sparse = tuple[NDArray[np.intp], NDArray[np.float32]]


@dataclass(frozen=True)
class Reading:
    """The parts of one question, cut to what the router looks at; `payload` is "" where there is
    none."""

    asking: str
    payload: str
    whole: str


def read(question: Question) -> Reading:
    """The reading of a question."""
    if question.payload is None:
        return Reading(question.asking[: 2 * _SEEN], "", question.asking[: 2 * _SEEN])
    payload = question.payload[:_SEEN]
    whole = question.text if not question.files else f"{question.asking}\n{payload}"
    return Reading(question.asking[:_SEEN], payload, whole[: 2 * _SEEN])


def read_text(text: str) -> Reading:
    """The reading of a question's plain text."""
    asking, payload = split(text)
    return read(Question(text, asking, payload))


def embed(readings: Sequence[Reading], embedder: Embedder) -> Vectors:
    """The readings' vectors, shape (n, 3 * dimension): asking words, payload (0 where there is
    none), whole."""
    texts = sorted(
        {text for each in readings for text in (each.asking, each.payload, each.whole) if text}
    )
    vectors = dict(zip(texts, embedder.embed(texts), strict=True))
    nothing = np.zeros(embedder.dimension, dtype=np.float32)
    parts = [
        np.concatenate(
            [vectors.get(text, nothing) for text in (each.asking, each.payload, each.whole)]
        )
        for each in readings
    ]
    return np.stack(parts) if parts else np.zeros((0, 3 * embedder.dimension), dtype=np.float32)


@dataclass(frozen=True)
class Spelling:
    """N-grams of each part, and the centre of each task's inputs among those of payloads.

    `centres`: float32, shape (n-grams of payloads, tasks).
    """

    asking: Ngrams
    payload: Ngrams
    whole: Ngrams
    centres: NDArray[np.float32]

    @classmethod
    def build(
        cls, readings: Sequence[Reading], inputs: Sequence[Sequence[str]]
    ) -> tuple[Spelling, Any]:
        """Learns the n-grams of `readings` and of the tasks' `inputs` (one list a task).

        Returns it with the readings' features: SciPy sparse, shape (n, `width`).
        """
        from scipy.sparse import csr_array, hstack

        asking, rows_asking = Ngrams.build([take_apart(each.asking) for each in readings])
        whole, rows_whole = Ngrams.build([take_apart(each.whole) for each in readings])
        samples = [[take_apart(text[:_SEEN]) for text in _sample(texts)] for texts in inputs]
        known = [each.payload or each.whole for each in readings]
        payload, rows = Ngrams.build([take_apart(text) for text in known] + sum(samples, []))
        rows_known, rest = rows[: len(readings)], rows[len(readings) :]
        centres, start = [], 0
        for sample in samples:
            mean = np.asarray(rest[start : start + len(sample)].sum(axis=0)).ravel()
            centres.append(mean / (np.linalg.norm(mean) or 1.0))
            start += len(sample)
        built = cls(asking, payload, whole, np.stack(centres, axis=1).astype(np.float32))
        told = np.array([bool(each.payload) for each in readings], dtype=np.float32)
        rows_payload = csr_array(rows_known.multiply(told[:, None]))
        near = csr_array(_NEARNESS * (rows_known @ built.centres))
        return built, hstack([rows_asking, rows_payload, rows_whole, near], format="csr")

    @property
    def width(self) -> int:
        """Number of features."""
        parts = (self.asking, self.payload, self.whole)
        return sum(len(part.vocabulary) for part in parts) + int(self.centres.shape[1])

    def scores(self, reading: Reading, weights: NDArray[np.float32]) -> Floats:
        """The reading's features times `weights` (shape (width, targets)), shape (targets,)."""
        first, second = len(self.asking.vocabulary), len(self.payload.vocabulary)
        third = first + second + len(self.whole.vocabulary)
        columns, values = self.asking.vector(take_apart(reading.asking))
        found = values @ weights[columns]
        columns, values = self.whole.vector(take_apart(reading.whole))
        found = found + values @ weights[first + second + columns]
        columns, values = self.payload.vector(take_apart(reading.payload or reading.whole))
        if reading.payload:
            found = found + values @ weights[first + columns]
        near = _NEARNESS * (values @ self.centres[columns])
        return np.asarray(found + near @ weights[third:], dtype=np.float64)


def _sample(texts: Sequence[str]) -> Sequence[str]:
    """At most `_SAMPLE` of the texts, spread evenly over their order."""
    step = max(1, len(texts) // _SAMPLE)
    return texts[::step][:_SAMPLE]
