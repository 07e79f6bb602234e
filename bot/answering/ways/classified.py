"""Classified: the task's head answers where it is sure enough for its promised error rate."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from bot.answering.answer import Answer, Timings, Used
from bot.answering.situation import Situation

_SHOWN = 3
#: A label that is likelier wrong than right is no answer, whatever the rate of errors over all.
_LIKELIER = 0.5


@dataclass(frozen=True)
class Classified:
    """The likeliest label with its calibrated confidence (0 to 1), and whether that is enough to
    answer.

    `promise` says in words what the threshold rests on; `examples` are the nearest of that label.
    """

    label: str
    confidence: float
    sure: bool
    promised: bool
    promise: str
    examples: tuple[Used, ...]


def classify(situation: Situation) -> Classified | None:
    """What the head says of the input; None where the task has no head."""
    index = situation.open_index()
    head = index.head
    if head is None:
        return None
    text, dense = situation.question.input, situation.readable
    vectors = situation.vector[None, :] if dense else None
    found = head.probabilities([text], vectors, dense=dense)[0]
    best = int(np.argmax(found))
    promise = head.promise(dense=dense)
    confidence = float(found[best])
    label = head.labels[best]
    return Classified(
        label,
        confidence,
        sure=confidence >= max(promise.threshold, _LIKELIER),
        promised=bool(np.isfinite(promise.threshold)),
        promise=promise.why,
        examples=_evidence(situation, label),
    )


def answer_classified(situation: Situation) -> Answer | Classified | None:
    """The answer of the head; what it would have said where it isn't sure; None without a head."""
    start = perf_counter()
    found = classify(situation)
    if found is None or not found.sure:
        return found
    return Answer(
        found.label,
        "classified",
        situation.language,
        label=found.label,
        confidence=found.confidence,
        reviewed=all(row.reviewed_by for row in situation.task.examples),
        examples=found.examples,
        timings=Timings(retrieve=1000 * (perf_counter() - start)),
        route=(f"the head is sure enough: {found.promise}",),
    )


def _evidence(situation: Situation, label: str) -> tuple[Used, ...]:
    """The examples of `label` nearest to the input: by meaning where it can be read, else by
    words."""
    index = situation.open_index()
    positions = np.array(
        [at for at, each in enumerate(index.labels) if each == label], dtype=np.int64
    )
    if situation.readable:
        scores = index.cosines(situation.vector, positions)
        why = "nearest in meaning among those of this label"
    else:
        hits = index.lexical(situation.question.input, len(index))
        found = dict(zip(hits.positions.tolist(), hits.scores.tolist(), strict=True))
        scores = np.array([found.get(int(at), 0.0) for at in positions], dtype=np.float32)
        why = "nearest in its words among those of this label"
    shown = []
    for at in np.argsort(-scores, kind="stable")[:_SHOWN]:
        row = index.task.examples[int(positions[at])]
        shown.append(Used(row.id, float(scores[at]), row.input, row.output, row.reviewed_by, why))
    return tuple(shown)
