"""Leakage: a held-out row that is nearly an example measures memory, not skill.

The reader refuses an input that stands among the examples as it is; here are those in disguise.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from domain_packs.check.rows import Row, rows_of, task_pairs
from domain_packs.check.similarity import NEAR, contained
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack, Task
from domain_packs.text import normalise

KIND = "leak"
#: The part of a row's input that stands in a question from which the question was made of the row.
COPIED = 0.8
#: An input shorter than this many characters, a term or a name, may well stand in a question.
LONG = 40
_REMEDY = "Write the held-out row about another situation."


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Rows of dev or test that are nearly a row of another file; questions made of rows."""
    for task in pack.tasks.values():
        yield from _held_out(task, tools)
        yield from _questions(pack, task)


def _held_out(task: Task, tools: Tools) -> Iterator[Finding]:
    rows = rows_of(task)
    pairs = task_pairs(task, tools)
    split = np.array([row.split for row in rows], dtype=str)
    apart = split[pairs.first] != split[pairs.second]
    near = pairs.where(apart & (pairs.similarity >= NEAR))
    told: set[int] = set()
    for first, second, similarity in zip(near.first, near.second, near.similarity, strict=True):
        one, other = rows[int(first)], rows[int(second)]
        if int(second) not in told and not _told_by_reader(one, other):
            told.add(int(second))
            message = f"The input of {other.id} is {similarity:.0%} that of {one.place}."
            yield other.advice(KIND, message, _REMEDY)


def _told_by_reader(one: Row, other: Row) -> bool:
    same = normalise(one.row.input) == normalise(other.row.input)
    return one.split == "examples" and same


def _questions(pack: Pack, task: Task) -> Iterator[Finding]:
    rows = [row for row in rows_of(task) if len(row.row.input) >= LONG]
    if not rows or not pack.questions:
        return
    lines = pack.question_lines or range(1, len(pack.questions) + 1)
    shares = contained([row.row.input for row in rows], [row.question for row in pack.questions])
    for place, question in enumerate(pack.questions):
        row = rows[int(shares[:, place].argmax())]
        if shares[:, place].max() >= COPIED:
            message = f"The question {question.id} holds the input of {task.name}'s {row.place}."
            remedy = "Write the question about another situation: routing is measured on it."
            yield Finding("advice", "questions.jsonl", lines[place], KIND, message, remedy)
