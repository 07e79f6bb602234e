"""Diversity: examples should cover the inputs that will come, and test rows show some of those."""

from __future__ import annotations

from collections.abc import Iterator

from domain_packs.check.meaning import groups_of
from domain_packs.check.rows import Row, examples_of, named, rows_of
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "coverage"
#: More than this share of test rows far from every example, and two of them, are a gap.
SHARE = 0.2
LEAST = 2


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Tasks a good part of whose test rows, in one language, is far from every example."""
    for task in pack.tasks.values():
        held_out = rows_of(task, ("dev", "test"))
        for group in groups_of(examples_of(task), tools):
            rows = [row for row in held_out if row.row.language == group.language]
            vectors = tools.vectors([row.row.input for row in rows]) if rows else None
            if vectors is None:
                continue
            nearness = group.nearness_of(vectors)
            far = [row for row, near in zip(rows, nearness, strict=True) if near < group.floor]
            if len(far) >= LEAST and len(far) > SHARE * len(rows):
                yield _gap(far, len(rows), task.name)


def _gap(far: list[Row], count: int, task: str) -> Finding:
    ids = named([row.place for row in far])
    message = f"{len(far)} of {count} held-out rows are like no example of {task!r}: {ids}."
    return far[0].advice(KIND, message, "Write examples of what these rows are about.")
