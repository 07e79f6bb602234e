"""Rows as an embedder sees them: how near each is to the others of its task and language.

A floor is set by the task itself and not by an absolute cosine, which differs between embedders and
tasks: a row is far from the others where the nearest of them is less than `FAR` times as near as it
is for the tenth part of the rows that stand most alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from domain_packs.check.rows import Row
from domain_packs.check.tools import Tools, Vectors

#: In tasks that people wrote with care the loneliest row came to 0.6; rows of a foreign subject are
#: mostly under 0.5.
FAR = 0.55
#: Fewer rows than this say nothing about what is usual in a task.
ENOUGH = 8
_BLOCK = 1024


@dataclass(frozen=True)
class Group:
    """The examples of a task in one language, with their vectors (rows, dimension)."""

    language: str | None
    rows: list[Row]
    vectors: Vectors

    @cached_property
    def nearness(self) -> NDArray[np.float32]:
        """Each row's cosine to its nearest other row."""
        return _nearest(self.vectors, self.vectors, skip_itself=True)

    def nearness_of(self, vectors: Vectors) -> NDArray[np.float32]:
        """The cosine of each of `vectors` to the nearest row of the group."""
        return _nearest(vectors, self.vectors, skip_itself=False)

    @cached_property
    def floor(self) -> float:
        """The cosine below which something is far from the group."""
        return FAR * float(np.quantile(self.nearness, 0.1))


def groups_of(rows: Sequence[Row], tools: Tools) -> Iterator[Group]:
    """The rows by language: in languages that the embedder reads, where there are enough."""
    languages: dict[str | None, list[Row]] = {}
    for row in rows:
        languages.setdefault(row.row.language, []).append(row)
    for language, members in languages.items():
        readable = language is None or tools.reads(language)
        if len(members) < ENOUGH or not readable:
            continue
        vectors = tools.vectors([row.row.input for row in members])
        if vectors is not None:
            yield Group(language, members, vectors)


def _nearest(vectors: Vectors, others: Vectors, *, skip_itself: bool) -> NDArray[np.float32]:
    nearest = np.zeros(len(vectors), np.float32)
    for start in range(0, len(vectors), _BLOCK):
        cosines = vectors[start : start + _BLOCK] @ others.T
        if skip_itself:
            places = np.arange(len(cosines))
            cosines[places, places + start] = -1.0
        nearest[start : start + _BLOCK] = cosines.max(axis=1)
    return nearest
