"""Diversity: labels should have about as many examples each, or the frequent one wins too often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "label-balance"
#: A label with less than this part of an equal share is left behind; with more than this many times
#: one it stands out. Prompts choose over all labels, so that twice too many is still fine.
LEAST = 0.4
MOST = 2.5


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Labels with far fewer or far more examples than an equal share of the task's."""
    for task in pack.tasks.values():
        counts = Counter(task.label_of(row.output) for row in task.examples)
        counted = {label: counts[label] for label in task.labels if counts[label]}
        if len(counted) < 2:
            continue
        share = sum(counted.values()) / len(counted)
        file = task.file("examples")
        for label, count in counted.items():
            if count < LEAST * share:
                message = f"{label!r} has {count} examples, an equal share is {share:.0f}."
                remedy = f"Write more examples of {label!r}."
                yield Finding("advice", file, None, KIND, message, remedy)
            elif count > MOST * share:
                message = f"{label!r} has {count} examples, an equal share is {share:.0f}."
                remedy = "Write more of the other labels, or keep fewer of this one."
                yield Finding("advice", file, None, KIND, message, remedy)
