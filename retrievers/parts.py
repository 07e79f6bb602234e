"""The parts of a task's index, computed from its rows: vectors, lexical index and head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from domain_packs.pack import Task
from retrievers.embedder import Embedder, Vectors
from retrievers.languages import detect
from retrievers.lexical import LexicalIndex
from retrievers.worth import measure_worth, reads

if TYPE_CHECKING:
    from retrievers.heads import Head

#: Is told how many rows of how many are embedded.
Progress = Callable[[int, int], None]
_BATCH = 256


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Parts:
    """What an index holds of a task: `vectors` is float32, shape (rows, dimension)."""

    vectors: Vectors
    words: LexicalIndex
    head: Head | None


def compute(task: Task, embedder: Embedder, *, progress: Progress | None = None) -> Parts:
    """Embeds the inputs of the task's examples, counts their terms and fits the head."""
    texts = [row.input for row in task.examples]
    vectors = _embed(texts, embedder, progress)
    head = _head(task, vectors, embedder)
    return Parts(vectors=vectors, words=LexicalIndex.build(texts), head=head)


def _embed(texts: list[str], embedder: Embedder, progress: Progress | None) -> Vectors:
    """The vectors of `texts`, alike long ones together: a batch costs what its longest does."""
    vectors = np.zeros((len(texts), embedder.dimension), np.float32)
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]), reverse=True)
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        vectors[batch] = embedder.embed([texts[at] for at in batch])
        if progress is not None:
            progress(start + len(batch), len(order))
    return vectors


def _head(task: Task, vectors: Vectors, embedder: Embedder) -> Head | None:
    """The head of a classification task; None for others, and where there is but one label."""
    if task.manifest.kind != "classification":
        return None
    from retrievers.heads import fit_head
    from retrievers.hints import label_hints

    labels = [row.output.strip() for row in task.examples]
    texts = [row.input for row in task.examples]
    descriptions = {label.name: label.description or "" for label in task.manifest.labels}
    return fit_head(
        texts,
        vectors,
        labels,
        hints=label_hints(descriptions, embedder.embed),
        readable=_readable(task, embedder),
    )


def _readable(task: Task, embedder: Embedder) -> list[bool] | None:
    """Of each example, whether the embedder reads its language: the one it is tagged with, else the
    one it is detected in. None where there is one language alone, and nothing to tell apart."""
    languages = [
        row.language or detect(row.input, task.manifest.languages) for row in task.examples
    ]
    if len(set(languages)) < 2:
        return None
    worth = measure_worth(embedder)
    return [reads(worth, language) for language in languages]
