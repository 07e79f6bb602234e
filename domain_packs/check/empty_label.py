"""Diversity: a label without an example is never answered."""

from __future__ import annotations

from collections.abc import Iterator

from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "empty-label"


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Labels in task.yaml of which examples.jsonl has no row."""
    for task in pack.tasks.values():
        stated = {task.label_of(row.output) for row in task.examples}
        for label in task.labels:
            if task.examples and label not in stated:
                message = f"The label {label!r} has no example."
                remedy = f"Write some into {task.file('examples')}, or take the label out."
                file = f"tasks/{task.name}/task.yaml"
                yield Finding("advice", file, None, KIND, message, remedy)
