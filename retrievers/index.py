"""The index of a task, and what can be done with indexes wherever they are kept.

`Indexes` has two implementations that pass the same tests: `ChromaIndexes` (on disk, Chroma
embedded or a server) and `MemoryIndexes` (exact, gone with the process). An index is a cache of
its pack: it can be thrown away at any time and built again.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from domain_packs.pack import Pack, Task
from retrievers.embedder import Embedder
from retrievers.hits import Hits, best
from retrievers.parts import Parts, Progress

#: Changes whenever an index of an earlier Polymath can't be read any more.
FORMAT = 3

#: The positions of the n rows whose vectors are nearest to a vector, in any order.
Neighbours = Callable[[NDArray[np.float32], int], NDArray[np.int64]]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TaskIndex(Parts):
    """The rows of one task of one pack, searchable by meaning (`dense`) and by words (`lexical`).

    Position i is `task.examples[i]` everywhere. Safe to search from several threads at once.
    """

    name: str
    task: Task
    neighbours: Neighbours

    def __repr__(self) -> str:
        return f"<TaskIndex {self.name}, {len(self)} rows>"

    def __len__(self) -> int:
        return len(self.task.examples)

    def dense(self, vector: NDArray[np.float32], n: int) -> Hits:
        """The `n` rows nearest in meaning to `vector`: float32, shape (dimension,), length 1.

        Scores are cosines; one below 0 counts as 0. Raises `IndexFault` where the index has gone
        or can't be reached.
        """
        wanted = min(n, len(self))
        positions = self.neighbours(vector, wanted) if wanted > 0 else np.zeros(0, np.int64)
        if len(positions) < wanted:
            # A graph of many equal vectors can fall apart, and its search then ends early.
            return best(self.cosines(vector), wanted)
        positions = np.sort(positions)
        found = best(self.cosines(vector, positions), wanted)
        return Hits(positions[found.positions], found.scores)

    def cosines(
        self, vector: NDArray[np.float32], positions: NDArray[np.int64] | None = None
    ) -> NDArray[np.float32]:
        """The cosine, 0 to 1, of `vector` and the rows at `positions` (all, where None)."""
        vectors = self.vectors if positions is None else self.vectors[positions]
        scores: NDArray[np.float32] = np.clip(vectors @ vector, 0.0, 1.0)
        return scores

    def lexical(self, text: str, n: int) -> Hits:
        """The `n` rows that share most terms with `text`, by BM25; fewer where fewer share any."""
        return self.words.search(text, n)

    @cached_property
    def expiry(self) -> NDArray[np.int64]:
        """The last day, as an ordinal, on which each row may be used: int64, shape (rows,)."""
        last = (row.valid_until or datetime.date.max for row in self.task.examples)
        return np.array([day.toordinal() for day in last], dtype=np.int64)

    @cached_property
    def jurisdictions(self) -> tuple[str, ...]:
        """Where each row holds: ISO 3166, or "any"."""
        return tuple(row.jurisdiction or "any" for row in self.task.examples)

    @cached_property
    def position_of(self) -> dict[str, int]:
        """The position of each row by its id."""
        return {row.id: at for at, row in enumerate(self.task.examples)}

    @cached_property
    def labels(self) -> tuple[str | None, ...]:
        """The label that each row's output states; all None where the task has none."""
        return tuple(self.task.label_of(row.output) for row in self.task.examples)


class Indexes(Protocol):
    """Where indexes are kept. Every method may raise `IndexFault`."""

    def build(
        self, pack: Pack, task: Task, embedder: Embedder, *, progress: Progress | None = None
    ) -> TaskIndex:
        """Computes the index anew and keeps it; one that was there serves until it is complete."""

    def open(self, pack: Pack, task: Task, embedder: Embedder) -> TaskIndex:
        """The index of these very rows and this embedder; raises where it is missing or broken."""

    def open_or_build(
        self, pack: Pack, task: Task, embedder: Embedder, *, progress: Progress | None = None
    ) -> TaskIndex:
        """Opens the index, and builds it where it is missing or broken."""

    def stale(self, keep: Collection[str]) -> list[str]:
        """The names of the indexes, complete or not, that aren't among those to keep."""

    def remove(self, name: str) -> None:
        """Deletes an index; one that isn't there is no error.

        An open `TaskIndex` of that name raises `IndexFault` from then on: remove late, when all
        that are used are open.
        """

    def close(self) -> None:
        """Lets go of files and connections; every open `TaskIndex` with them."""


def index_name(pack: Pack, task: Task, embedder: Embedder) -> str:
    """The name of an index: pack, task, and a digest over all that it is computed from."""
    rows = [[row.id, row.input, row.output, row.language] for row in task.examples]
    manifest = task.manifest.model_dump(mode="json")
    basis = [FORMAT, pack.digest, embedder.digest, manifest, rows]
    key = hashlib.sha256(json.dumps(basis, ensure_ascii=False).encode()).hexdigest()[:16]
    return f"{pack.name}.{task.name}.{key}"
