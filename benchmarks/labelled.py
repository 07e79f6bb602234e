"""The labelled tasks of the public rows, and the same seeded rows of them for every method.

The folder is the one that PUBLIC_DATA names, by default ../shared/data beside the checkout. Nothing
but the standard library is imported, so that a peer's own environment can read the rows too.
"""

from __future__ import annotations

import json
import os
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

#: At most this many test rows of a task are asked, the same ones for every method and seed.
TEST_ROWS = 250

#: The six tasks on which heads are held against SetFit.
SIX_TASKS = (
    "contract_clause_type",
    "health_passage_type",
    "code_check_category",
    "drug_event_type",
    "sentiment_indonesian_languages",
    "banking_intent",
)


@dataclass(frozen=True)
class Row:
    """A text and its class."""

    text: str
    label: str


@dataclass(frozen=True)
class LabelledTask:
    """A task of the public rows whose answers are labels."""

    name: str
    domain: str
    train: tuple[Row, ...]
    dev: tuple[Row, ...]
    test: tuple[Row, ...]


def public_folder() -> Path:
    """Where the public rows are. Raises `SystemExit` with one sentence where they aren't."""
    folder = Path(os.environ.get("PUBLIC_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not (folder / "tasks.json").is_file():
        raise SystemExit(f"There are no public rows in {str(folder)!r}: set PUBLIC_DATA.")
    return folder


def labelled_tasks(names: tuple[str, ...] | None = None) -> list[LabelledTask]:
    """The tasks whose rows carry one of the stated labels: all of them, or those of `names`; in the
    order of tasks.json."""
    folder = public_folder()
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    return [
        _read(folder, task["domain"], task["name"])
        for task in tasks
        if task["kind"] in ("classification", "qa") and task["labels"]
        if names is None or task["name"] in names
    ]


def few_rows(task: LabelledTask, per_class: int, seed: int) -> list[Row]:
    """`per_class` rows of each class of `task.train` (all of them where there are fewer), drawn by
    `seed`."""
    by_label: dict[str, list[Row]] = defaultdict(list)
    for row in task.train:
        by_label[row.label].append(row)
    draw = random.Random(f"{task.name} {seed}")
    rows = []
    for label in sorted(by_label):
        rows += draw.sample(by_label[label], min(per_class, len(by_label[label])))
    draw.shuffle(rows)
    return rows


def asked_rows(task: LabelledTask) -> list[Row]:
    """The test rows that are asked: all, or `TEST_ROWS` of them drawn by a fixed seed."""
    if len(task.test) <= TEST_ROWS:
        return list(task.test)
    return random.Random(task.name).sample(task.test, TEST_ROWS)


def _read(folder: Path, domain: str, name: str) -> LabelledTask:
    splits = []
    for split in ("train", "dev", "test"):
        lines = (folder / domain / name / f"{split}.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in lines.split("\n") if line.strip()]
        splits.append(tuple(Row(row["input"], row["label"]) for row in rows))
    return LabelledTask(name, domain, *splits)
