"""Relevance: an example far from every other of its task is chosen for no question, or misleads."""

from __future__ import annotations

from collections.abc import Iterator

from domain_packs.check.meaning import groups_of
from domain_packs.check.rows import examples_of
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "off-topic"


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Examples whose input is far in meaning from all others of their task and language."""
    for task in pack.tasks.values():
        for group in groups_of(examples_of(task), tools):
            for row, near in zip(group.rows, group.nearness.tolist(), strict=True):
                if near < group.floor:
                    message = f"The input of {row.id} is like no other of the task {task.name!r}."
                    remedy = "Does it belong here? If so, write a few more of its sort."
                    yield row.advice(KIND, message, remedy)
