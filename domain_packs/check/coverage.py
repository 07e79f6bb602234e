"""Diversity: examples should cover what will come in, as held-out rows and questions show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain_packs.check.meaning import Group, groups_of
from domain_packs.check.rows import examples_of, named, rows_of
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "coverage"
#: More than this share of held-out rows or questions far from every example, and two of them, are
#: a gap: one alone may be a freak.
SHARE = 0.2
LEAST = 2


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Tasks many of whose held-out rows or questions, in one language, are like no example."""
    lines = pack.question_lines or range(1, len(pack.questions) + 1)
    asked = list(zip(lines, pack.questions, strict=True))
    for task in pack.tasks.values():
        held_out = rows_of(task, ("dev", "test"))
        for group in groups_of(examples_of(task), tools):
            rows = [row for row in held_out if row.row.language == group.language]
            far = _far(group, [row.row.input for row in rows], tools)
            if far:
                ids = named([rows[place].place for place in far])
                message = f"{len(far)} of {len(rows)} held-out rows are like no example: {ids}."
                yield _gap(rows[far[0]].file, rows[far[0]].line, message)
            questions = [
                (line, row)
                for line, row in asked
                if row.task == task.name and row.language == group.language
            ]
            far = _far(group, [row.question for _, row in questions], tools)
            if far:
                ids = named([questions[place][1].id for place in far])
                message = (
                    f"{len(far)} of {len(questions)} questions for {task.name!r}"
                    f" are like no example: {ids}."
                )
                yield _gap("questions.jsonl", questions[far[0]][0], message)


def _far(group: Group, texts: Sequence[str], tools: Tools) -> list[int]:
    """The places of texts far from the group, where they are enough for a gap."""
    vectors = tools.vectors(texts) if texts else None
    if vectors is None:
        return []
    far = [place for place, near in enumerate(group.nearness_of(vectors)) if near < group.floor]
    return far if len(far) >= LEAST and len(far) > SHARE * len(texts) else []


def _gap(file: str, line: int, message: str) -> Finding:
    remedy = "Write examples of what these are about."
    return Finding("advice", file, line, KIND, message, remedy)
