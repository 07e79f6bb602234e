"""What a pack is once it was read: `Pack` and its `Task`s, over the models of its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from domain_packs.manifests import (
    SPLITS,
    AdapterManifest,
    Example,
    Kind,
    Label,
    Method,
    Metric,
    PackManifest,
    Policy,
    Question,
    RedFlag,
    Split,
    TaskManifest,
)
from domain_packs.outputs import OutputForm, form_of

__all__ = [
    "SPLITS",
    "AdapterManifest",
    "Example",
    "Kind",
    "Label",
    "Method",
    "Metric",
    "Pack",
    "PackManifest",
    "Policy",
    "Question",
    "RedFlag",
    "Split",
    "Task",
    "TaskManifest",
]


@dataclass(frozen=True)
class Task:
    """One kind of question of a pack, with its rows in the order of their files.

    `lines` gives the line of each row of a split; a task that wasn't read from files has none.
    """

    name: str
    manifest: TaskManifest
    examples: tuple[Example, ...] = ()
    dev: tuple[Example, ...] = ()
    test: tuple[Example, ...] = ()
    lines: dict[Split, tuple[int, ...]] = field(default_factory=dict, compare=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the labels, as in task.yaml; empty where the answer is free text."""
        return tuple(label.name for label in self.manifest.labels)

    @cached_property
    def form(self) -> OutputForm:
        """The form that the outputs of the examples have."""
        return form_of(self.manifest.kind, self.examples)

    def allows(self, method: Method) -> bool:
        """Whether task.yaml lets `method` answer."""
        return self.manifest.methods is None or method in self.manifest.methods

    def label_of(self, output: str) -> str | None:
        """The label that `output` states; None where it states none of the task's.

        That is the whole output (classification) or what stands before its first colon (qa).
        """
        names = self.labels
        if not names:
            return None
        stated = output if self.manifest.kind == "classification" else output.split(":", 1)[0]
        return stated.strip() if stated.strip() in names else None

    def rows(self, split: Split) -> tuple[Example, ...]:
        """The rows of one split."""
        return {"examples": self.examples, "dev": self.dev, "test": self.test}[split]

    def numbered(self, split: Split) -> Iterator[tuple[int, Example]]:
        """The rows of one split, each with its line in its file (from 1 where it has none)."""
        rows = self.rows(split)
        return zip(self.lines.get(split) or range(1, len(rows) + 1), rows, strict=True)

    def file(self, split: Split) -> str:
        """The path of a split's rows in the pack's folder."""
        return f"tasks/{self.name}/{split}.jsonl"


@dataclass(frozen=True)
class Pack:
    """A pack as it was read.

    `digest` is the sha256 over its files (`domain_packs.files.digest`), `files` their sizes in
    bytes by path; `question_lines` are the lines of `questions` in their file.
    """

    manifest: PackManifest
    folder: Path
    digest: str
    tasks: dict[str, Task] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    adapters: tuple[AdapterManifest, ...] = ()
    files: dict[str, int] = field(default_factory=dict)
    question_lines: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def version(self) -> str:
        return self.manifest.version

    @property
    def policy(self) -> Policy:
        return self.manifest.policy

    @property
    def reviewed_share(self) -> float:
        """The share of examples that somebody reviewed, 0 to 1."""
        rows = [row for task in self.tasks.values() for row in task.examples]
        return sum(row.reviewed_by is not None for row in rows) / len(rows) if rows else 0.0
