"""Rules between the rows of a pack: ids, labels, languages, leaks and references.

A leak is a row of dev or test whose input also stands among the examples: exactly the same is refused, the same
but for case, width and white space is advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain_packs.findings import Finding
from domain_packs.pack import AdapterManifest, Example, PackManifest, Question, Split, Task
from domain_packs.text import normalise

SPLITS: tuple[Split, ...] = ("examples", "dev", "test")


def check_task(task: Task, lines: Mapping[str, Sequence[int]]) -> Iterator[Finding]:
    """What is wrong between the rows of a task; `lines` gives each split's line numbers."""
    path = f"tasks/{task.name}"
    if task.manifest.kind == "classification" and len(set(task.labels)) < 2:
        yield Finding(
            "error",
            f"{path}/task.yaml",
            None,
            "labels",
            "A classification needs two labels.",
            "List them in `labels`.",
        )
    for name in sorted({name for name in task.labels if task.labels.count(name) > 1}):
        yield Finding(
            "error",
            f"{path}/task.yaml",
            None,
            "labels",
            f"The label {name!r} stands twice.",
            "Keep one.",
        )
    seen: dict[str, str] = {}
    for split in SPLITS:
        for line, row in zip(lines.get(split, ()), task.rows(split), strict=True):
            file = f"{path}/{split}.jsonl"
            if row.id in seen:
                message = f"The id {row.id!r} stands in {seen[row.id]} too."
                yield Finding(
                    "error",
                    file,
                    line,
                    "duplicate-id",
                    message,
                    "Give each row of a task its own id.",
                )
            seen.setdefault(row.id, f"{split}.jsonl")
            if task.labels and task.label_of(row.output) is None:
                yield Finding("error", file, line, "unknown-label", *_label_words(task, row))
            if task.manifest.match == "keys" and split == "examples" and not row.keys:
                message = "The task answers by keys, and this row has none."
                yield Finding("error", file, line, "missing-key", message, "Add `keys`.")
    yield from _leaks(task, lines)


def _label_words(task: Task, row: Example) -> tuple[str, str]:
    stated = row.output if task.manifest.kind == "classification" else row.output.split(":", 1)[0]
    listed = ", ".join(task.labels[:20])
    if task.manifest.kind == "classification":
        return f"The output {stated[:80]!r} is none of the labels.", f"Labels: {listed}."
    return (
        f"The output begins with {stated[:80]!r}, none of the labels.",
        f"Begin with a label and ': '. Labels: {listed}.",
    )


def _leaks(task: Task, lines: Mapping[str, Sequence[int]]) -> Iterator[Finding]:
    exact = {row.input: row.id for row in task.examples}
    loose = {normalise(row.input): row.id for row in task.examples}
    for split in SPLITS[1:]:
        for line, row in zip(lines.get(split, ()), task.rows(split), strict=True):
            file = f"tasks/{task.name}/{split}.jsonl"
            remedy = "Write another row: a held-out row must not be among the examples."
            if row.input in exact:
                message = f"The input is that of the example {exact[row.input]!r}."
                yield Finding("error", file, line, "leak", message, remedy)
            elif normalise(row.input) in loose:
                message = f"The input differs from the example {loose[normalise(row.input)]!r} in case or spacing only."
                yield Finding("advice", file, line, "leak", message, remedy)


def check_questions(manifest: PackManifest, questions: Sequence[Question]) -> Iterator[Finding]:
    """What is wrong in questions.jsonl."""
    seen: set[str] = set()
    for row in questions:
        if row.id in seen:
            message = f"The id {row.id!r} stands twice."
            yield Finding(
                "error", "questions.jsonl", None, "duplicate-id", message, "Give each its own."
            )
        seen.add(row.id)
        if row.task is not None and row.task not in manifest.tasks:
            message = f"{row.id}: the pack has no task {row.task!r}."
            remedy = f"Tasks: {', '.join(manifest.tasks)}; null is out of scope."
            yield Finding("error", "questions.jsonl", None, "unknown-task", message, remedy)
        if row.task is not None and row.elsewhere is not None:
            message = f"{row.id}: `elsewhere` is for questions out of this pack's scope."
            yield Finding(
                "error",
                "questions.jsonl",
                None,
                "wrong-value",
                message,
                "Set `task` to null or drop it.",
            )


def check_adapters(
    manifest: PackManifest, adapters: Sequence[AdapterManifest], files: Mapping[str, int]
) -> Iterator[Finding]:
    """What is wrong with the adapters' folders."""
    for name in sorted({path.split("/")[1] for path in files if path.startswith("adapters/")}):
        for part in ("adapter.yaml", "adapter_config.json", "adapter_model.safetensors"):
            if f"adapters/{name}/{part}" not in files:
                message = f"The adapter {name!r} has no {part}."
                yield Finding(
                    "error", f"adapters/{name}/{part}", None, "missing-file", message, "Add it."
                )
    for adapter in adapters:
        for task in adapter.tasks:
            if task not in manifest.tasks:
                message = f"The adapter {adapter.name!r} names the task {task!r}, which the pack doesn't have."
                file = f"adapters/{adapter.name}/adapter.yaml"
                yield Finding(
                    "error",
                    file,
                    None,
                    "unknown-task",
                    message,
                    f"Tasks: {', '.join(manifest.tasks)}.",
                )
