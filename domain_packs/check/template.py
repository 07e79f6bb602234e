"""Diversity: rows made from one sentence by swapping nouns are one row many times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from domain_packs.check.rows import examples_of, named, task_pairs
from domain_packs.check.similarity import Pairs, groups
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack, Task
from domain_packs.text import normalise

KIND = "template"
#: How many rows must share a skeleton: three that happen to begin alike are no template.
ROWS = 4
#: A word in this share of a task's rows, and in three, belongs to a skeleton; others are its gaps.
COMMON = 0.05
#: How many words a skeleton must keep: "what is _" alone is how people ask.
KEPT = 5

_WORD = re.compile(r"[^\W\d_]+")


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Groups of examples of a task that share a skeleton."""
    for task in pack.tasks.values():
        rows = examples_of(task)
        for group in template_groups(task, tools):
            ids = [rows[place].id for place in group]
            message = f"{len(ids)} inputs share one skeleton: {named(ids)}."
            remedy = "Keep one or two, and write the others about situations of their own."
            yield rows[group[0]].advice(KIND, message, remedy)


def template_groups(task: Task, tools: Tools) -> list[list[int]]:
    """The places of examples that share a skeleton, a list a skeleton, in the order of the rows."""
    pairs = task_pairs(task, tools)
    # Examples come first among a task's rows.
    found = groups(_well_linked(pairs.where(pairs.second < len(task.examples))))
    told = {place for group in found for place in group}
    found += [group for group in _same_words(task) if not told.issuperset(group)]
    return sorted(group for group in found if len(group) >= ROWS)


def _well_linked(pairs: Pairs) -> Pairs:
    """The pairs between texts that are similar to enough others, so that chains don't count."""
    well = np.bincount(np.concatenate([pairs.first, pairs.second])) >= ROWS - 1
    return pairs.where(well[pairs.first] & well[pairs.second])


def _same_words(task: Task) -> list[list[int]]:
    """Examples whose inputs are the same once their rarer words are gaps."""
    words = [_WORD.findall(normalise(row.input)) for row in task.examples]
    rows_with = Counter(word for row in words for word in set(row))
    least = max(3, COMMON * len(words))
    found: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(words):
        skeleton: list[str] = []
        for word in row:
            kept = word if rows_with[word] >= least else "_"
            if kept != "_" or skeleton[-1:] != ["_"]:
                skeleton.append(kept)
        if sum(word != "_" for word in skeleton) >= KEPT:
            found.setdefault(tuple(skeleton), []).append(place)
    return list(found.values())
