"""Consistency: labels that look alike are mixed up, by models and by people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz.distance import OSA

from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack
from domain_packs.text import normalise

KIND = "label-spelling"
#: From this many letters on, one letter more, less or other is a slip and no other word.
_LONG = 6


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Pairs of a task's labels that differ in case, spacing, punctuation or one letter."""
    for task in pack.tasks.values():
        for one, other in combinations(sorted(set(task.labels)), 2):
            if _alike(_bare(one), _bare(other)):
                message = f"The labels {one!r} and {other!r} are spelt nearly the same."
                remedy = "Make them one, or give them names that can't be mixed up."
                file = f"tasks/{task.name}/task.yaml"
                yield Finding("advice", file, None, KIND, message, remedy)


def _bare(label: str) -> str:
    return re.sub(r"[\W_]+", "", normalise(label))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _LONG or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    # A letter before makes another word ("legal", "illegal"); one inside or after is a slip.
    return one[0] == other[0] and OSA.distance(one, other) == 1
