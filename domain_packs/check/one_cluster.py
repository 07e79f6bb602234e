"""Diversity: where most examples say much the same, the rest of the input space has few."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from domain_packs.check.meaning import Group, groups_of
from domain_packs.check.rows import examples_of
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "one-cluster"
#: From this cosine on two texts say much the same, in languages that the embedder reads.
ALIKE = 0.75
#: The share of a task's examples from which one cluster is too much of it.
SHARE = 0.5
_BLOCK = 1024


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Tasks more than half of whose examples are alike one of them."""
    for task in pack.tasks.values():
        for group in groups_of(examples_of(task), tools):
            place, count = _largest(group)
            if count > SHARE * len(group.rows):
                centre = group.rows[place]
                message = f"{count} of {len(group.rows)} inputs mean nearly what {centre.id} does."
                remedy = "Replace some of them by situations that the task lacks."
                yield centre.advice(KIND, message, remedy)


def _largest(group: Group) -> tuple[int, int]:
    """The row that most others are like, and how many they are, itself among them."""
    counts = np.concatenate(
        [
            (group.vectors[start : start + _BLOCK] @ group.vectors.T >= ALIKE).sum(axis=1)
            for start in range(0, len(group.rows), _BLOCK)
        ]
    )
    place = int(counts.argmax())
    return place, int(counts[place])
