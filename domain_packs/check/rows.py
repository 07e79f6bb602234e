"""The rows of a task in one list, each with its file and line, as the checks point at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain_packs.check.similarity import Pairs
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import SPLITS, Example, Pack, Split, Task

#: How many rows a remedy names; more are counted.
_NAMED = 6


@dataclass(frozen=True)
class Row:
    """A row and where it stands."""

    row: Example
    split: Split
    file: str
    line: int

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def place(self) -> str:
        """The row's name as a message gives it: its id, with its file where not an example."""
        return self.id if self.split == "examples" else f"{self.id} ({self.split}.jsonl)"

    def advice(self, kind: str, message: str, remedy: str) -> Finding:
        """Advice about this row."""
        return Finding("advice", self.file, self.line, kind, message, remedy)


def rows_of(task: Task, splits: Iterable[Split] = SPLITS) -> list[Row]:
    """The rows of some splits of a task, in their order."""
    return [
        Row(row, split, task.file(split), line)
        for split in splits
        for line, row in task.numbered(split)
    ]


def examples_of(task: Task) -> list[Row]:
    """The rows of examples.jsonl."""
    return rows_of(task, ("examples",))


def task_pairs(task: Task, tools: Tools) -> Pairs:
    """The pairs of similar inputs among all rows of a task, as `rows_of` lists them."""
    return tools.pairs([row.row.input for row in rows_of(task)])


def every_row(pack: Pack) -> Iterator[Row]:
    """The rows of all tasks of a pack."""
    for task in pack.tasks.values():
        yield from rows_of(task)


def named(ids: Sequence[str]) -> str:
    """Ids as a message lists them."""
    shown = ", ".join(ids[:_NAMED])
    return shown if len(ids) <= _NAMED else f"{shown} and {len(ids) - _NAMED:,} more"
