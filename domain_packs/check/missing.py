"""Completeness: what a pack works without, but worse."""

from __future__ import annotations

from collections.abc import Iterator

from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack, Task

KIND = "missing-part"

_FILES = {
    "README.md": "Say what the pack does, for whom, and who reviewed it.",
    "LICENSE": "Put the text or the notice of the licence there.",
    "SOURCES.md": "Say where the rows are from, and under which licence.",
}


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Files, questions, asks and test rows that aren't there."""
    for path, remedy in _FILES.items():
        if path not in pack.files:
            yield _missing(path, f"There is no {path}.", remedy)
    yield from _questions(pack)
    for task in pack.tasks.values():
        yield from _parts(task)


def _questions(pack: Pack) -> Iterator[Finding]:
    path = "questions.jsonl"
    if not pack.questions:
        remedy = "Write whole questions as people type them: routing is fitted on them."
        yield _missing(path, "There are no questions.", remedy)
        return
    asked = {row.task for row in pack.questions}
    for name in pack.tasks:
        if name not in asked:
            yield _missing(path, f"No question is for the task {name!r}.", "Write some.")
    if None not in asked:
        remedy = "Write some with `task` null, near misses too: by them it learns to say no."
        yield _missing(path, "No question is out of the pack's scope.", remedy)


def _parts(task: Task) -> Iterator[Finding]:
    if not task.manifest.asks:
        message = f"The task {task.name!r} has no `asks`."
        remedy = "Write how people ask for it, in each of its languages: routing matches them."
        yield _missing(f"tasks/{task.name}/task.yaml", message, remedy)
    if not task.test:
        message = f"The task {task.name!r} has no test rows: nothing shows how well it is answered."
        yield _missing(task.file("test"), message, "Write rows that are like no example.")


def _missing(file: str, message: str, remedy: str) -> Finding:
    return Finding("advice", file, None, KIND, message, remedy)
