"""Indexes in memory: exact search, no files, gone with the process. The twin of
`retrievers.chroma`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from domain_packs.pack import Example, Pack, Task
from retrievers.embedder import Embedder, Vectors
from retrievers.errors import IndexFault
from retrievers.hits import best
from retrievers.index import Neighbours, TaskIndex, index_name
from retrievers.lexical import LexicalIndex
from retrievers.parts import Progress, compute


class MemoryIndexes:
    """The indexes of one process, by name."""

    def __init__(self) -> None:
        self._indexes: dict[str, TaskIndex] = {}

    def build(
        self, pack: Pack, task: Task, embedder: Embedder, *, progress: Progress | None = None
    ) -> TaskIndex:
        """See `Indexes.build`."""
        name = index_name(pack, task, embedder)
        parts = compute(task, embedder, progress=progress)
        index = TaskIndex(name=name, task=task, neighbours=exact(parts.vectors), **vars(parts))
        self._indexes[name] = index
        return index

    def open(self, pack: Pack, task: Task, embedder: Embedder) -> TaskIndex:
        """See `Indexes.open`."""
        name = index_name(pack, task, embedder)
        if name not in self._indexes:
            raise IndexFault(
                f"The task {task.name!r} of the pack {pack.name!r} has no index.", "Build it."
            )
        return self._indexes[name]

    def open_or_build(
        self, pack: Pack, task: Task, embedder: Embedder, *, progress: Progress | None = None
    ) -> TaskIndex:
        """See `Indexes.open_or_build`."""
        try:
            return self.open(pack, task, embedder)
        except IndexFault:
            return self.build(pack, task, embedder, progress=progress)

    def stale(self, keep: Collection[str]) -> list[str]:
        """See `Indexes.stale`."""
        return sorted(set(self._indexes) - set(keep))

    def remove(self, name: str) -> None:
        """See `Indexes.remove`; an open index lives on until it is dropped."""
        self._indexes.pop(name, None)

    def close(self) -> None:
        """See `Indexes.close`: nothing is held open here."""


def exact(vectors: Vectors) -> Neighbours:
    """Neighbours by comparing with every row of `vectors`."""

    def neighbours(vector: NDArray[np.float32], n: int) -> NDArray[np.int64]:
        return best(vectors @ vector, n).positions

    return neighbours


def extend(index: TaskIndex, rows: Sequence[Example], embedder: Embedder) -> TaskIndex:
    """`index` with more rows behind its own, for this process only.

    The embedder must be the one that the index was built with.
    """
    task = replace(index.task, examples=(*index.task.examples, *rows))
    first = len(index)
    vectors = np.vstack([index.vectors, embedder.embed([row.input for row in rows])])
    added = np.arange(first, first + len(rows))

    def neighbours(vector: NDArray[np.float32], n: int) -> NDArray[np.int64]:
        return np.concatenate([index.neighbours(vector, min(n, first)), added])

    return TaskIndex(
        name=index.name,
        task=task,
        vectors=vectors,
        words=LexicalIndex.build([row.input for row in task.examples]),
        head=index.head,
        neighbours=neighbours,
    )
