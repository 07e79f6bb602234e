"""Diversity: rows that say nearly the same teach nothing twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from domain_packs.check.rows import rows_of, task_pairs
from domain_packs.check.similarity import NEAR, Pairs
from domain_packs.check.template import template_groups
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack, Task

KIND = "near-duplicate"
_REMEDY = "Keep one of them, or write the other about another situation."


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Rows of one file whose input hardly differs from an earlier one's; questions likewise."""
    for task in pack.tasks.values():
        yield from _rows(task, tools)
    questions = pack.questions
    lines = pack.question_lines or range(1, len(questions) + 1)
    pairs = tools.pairs([row.question for row in questions])
    for earlier, later, percent in _nearest(pairs):
        message = f"{questions[later].id} is {percent} % the question {questions[earlier].id}."
        yield Finding("advice", "questions.jsonl", lines[later], KIND, message, _REMEDY)


def _rows(task: Task, tools: Tools) -> Iterator[Finding]:
    rows = rows_of(task)
    pairs = task_pairs(task, tools)
    split = np.array([row.split for row in rows], dtype=str)
    same = split[pairs.first] == split[pairs.second]
    # Rows of a template are one finding of their own.
    told = {place for group in template_groups(task, tools) for place in group}
    for earlier, later, percent in _nearest(pairs.where(same)):
        if not {earlier, later} <= told:
            message = f"The input of {rows[later].id} is {percent} % that of {rows[earlier].id}."
            yield rows[later].advice(KIND, message, _REMEDY)


def _nearest(pairs: Pairs) -> Iterator[tuple[int, int, int]]:
    """Each text that is near an earlier one: (nearest earlier, text, similarity in per cent)."""
    near = pairs.where(pairs.similarity >= NEAR)
    later, nearest = np.unique(near.second, return_index=True)
    for text, place in zip(later.tolist(), nearest.tolist(), strict=True):
        yield int(near.first[place]), text, round(100 * float(near.similarity[place]))
