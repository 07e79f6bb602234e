"""Rules between the rows of a pack: ids, labels, leaks and references.

A leak is a row of dev or test whose input also stands among the examples: exactly the same is
refused, the same but for case, width and white space is advice.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from domain_packs.findings import Finding, ReaderKind, refusal
from domain_packs.pack import SPLITS, AdapterManifest, Example, PackManifest, Question, Task
from domain_packs.text import excerpt, normalise

_ADAPTER_FILES = ("adapter.yaml", "adapter_config.json", "adapter_model.safetensors")
#: How many labels a remedy lists.
_LISTED = 20


def check_task(task: Task) -> Iterator[Finding]:
    """What is wrong in a task's labels and between its rows."""
    yield from _labels(task)
    seen: dict[str, str] = {}
    for split in SPLITS:
        file = task.file(split)
        for line, row in task.numbered(split):
            if row.id in seen:
                message = f"The id {row.id!r} stands in {seen[row.id]} too."
                remedy = "Give each row of a task its own id."
                yield refusal(file, line, "duplicate-id", message, remedy)
            seen.setdefault(row.id, f"{split}.jsonl:{line}")
            if task.labels and task.label_of(row.output) is None:
                yield refusal(file, line, "unknown-label", *_label_words(task, row))
            if task.manifest.match == "keys" and split == "examples" and not row.keys:
                message = "The task answers by keys, and this row has none."
                yield refusal(file, line, "missing-key", message, "Add `keys`.")
    yield from _leaks(task)


def _labels(task: Task) -> Iterator[Finding]:
    def fault(message: str, remedy: str) -> Finding:
        return refusal(f"tasks/{task.name}/task.yaml", None, "labels", message, remedy)

    kind = task.manifest.kind
    if kind == "classification" and len(set(task.labels)) < 2:
        yield fault("A classification needs two labels.", "List them in `labels`.")
    if task.labels and kind not in ("classification", "qa"):
        yield fault(f"A task of kind {kind!r} has no labels.", "Take `labels` out.")
    for name in sorted({name for name in task.labels if task.labels.count(name) > 1}):
        yield fault(f"The label {name!r} stands twice.", "Keep one.")
    for name in task.labels:
        if kind == "qa" and ":" in name:
            yield fault(
                f"The label {name!r} holds a colon, which ends it in an answer.", "Rename it."
            )


def _label_words(task: Task, row: Example) -> tuple[str, str]:
    classification = task.manifest.kind == "classification"
    stated = row.output if classification else row.output.split(":", 1)[0]
    near = _nearest_label(stated, task.labels)
    listed = ", ".join(task.labels[:_LISTED]) + ("…" if len(task.labels) > _LISTED else "")
    remedy = f"Did you mean {near!r}?" if near else f"Labels: {listed}."
    if classification:
        return f"The output {excerpt(stated)} is none of the labels.", remedy
    begins = f"The output begins with {excerpt(stated)}, none of the labels."
    return begins, f"{remedy} It begins with a label and ': '."


def _nearest_label(stated: str, labels: Sequence[str]) -> str | None:
    same = [label for label in labels if normalise(label) == normalise(stated[:200])]
    return next(iter(same or difflib.get_close_matches(stated[:200], labels, n=1)), None)


def _leaks(task: Task) -> Iterator[Finding]:
    exact = {row.input: row.id for row in task.examples}
    loose = {normalise(row.input): row.id for row in task.examples}
    remedy = "Write another row: a held-out row must not be among the examples."
    for split in SPLITS[1:]:
        for line, row in task.numbered(split):
            if row.input in exact:
                message = f"The input is that of the example {exact[row.input]!r}."
                yield refusal(task.file(split), line, "leak", message, remedy)
            elif (same := loose.get(normalise(row.input))) is not None:
                message = f"The input differs from the example {same!r} in case or spacing only."
                yield Finding("advice", task.file(split), line, "leak", message, remedy)


def check_questions(
    manifest: PackManifest, questions: Sequence[tuple[int, Question]]
) -> Iterator[Finding]:
    """What is wrong in questions.jsonl, given with line numbers."""

    def fault(line: int, kind: ReaderKind, message: str, remedy: str) -> Finding:
        return refusal("questions.jsonl", line, kind, message, remedy)

    seen: dict[str, int] = {}
    for line, row in questions:
        if row.id in seen:
            message = f"The id {row.id!r} stands in line {seen[row.id]} too."
            yield fault(line, "duplicate-id", message, "Give each question its own.")
        seen.setdefault(row.id, line)
        if row.task is not None and row.task not in manifest.tasks:
            remedy = f"Tasks: {', '.join(manifest.tasks)}; null is out of scope."
            yield fault(line, "unknown-task", f"The pack has no task {row.task!r}.", remedy)
        if row.task is not None and row.elsewhere is not None:
            message = "`elsewhere` is for questions that are out of this pack's scope."
            yield fault(line, "wrong-value", message, "Set `task` to null or take it out.")


def check_adapters(
    manifest: PackManifest, adapters: Mapping[str, AdapterManifest], files: Mapping[str, int]
) -> Iterator[Finding]:
    """What is wrong with the adapters' folders; `adapters` are the manifests by folder."""
    for name in sorted({path.split("/")[1] for path in files if path.startswith("adapters/")}):
        for path in (f"adapters/{name}/{part}" for part in _ADAPTER_FILES):
            if path not in files:
                message = f"The adapter {name!r} lacks a file."
                yield refusal(path, None, "missing-file", message, "Add it.")
    for folder, adapter in adapters.items():
        file = f"adapters/{folder}/adapter.yaml"
        if adapter.name != folder:
            message = f"The adapter names itself {adapter.name!r}, its folder {folder!r}."
            yield refusal(file, None, "wrong-value", message, "Give both one name.")
        for task in adapter.tasks:
            if task not in manifest.tasks:
                message = f"The adapter is for the task {task!r}, which the pack doesn't have."
                remedy = f"Tasks: {', '.join(manifest.tasks)}."
                yield refusal(file, None, "unknown-task", message, remedy)
