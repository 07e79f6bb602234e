"""Small packs for tests: a good one on disk (tests/kitchen), changed ones, and tasks in memory."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from domain_packs.pack import Example, Pack, PackManifest, Question, Task, TaskManifest
from domain_packs.strict import parse_yaml

KITCHEN = Path(__file__).parent / "kitchen"


def copy_kitchen(folder: Path) -> Path:
    """Copies the good pack to `folder` and returns it."""
    return Path(shutil.copytree(KITCHEN, folder))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def write_rows(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Writes a JSONL file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def edit_row(path: Path, line: int, **changes: object) -> None:
    """Changes keys of the row in a line (from 1); a change to None takes the key out."""
    rows = read_rows(path)
    gone = {key for key, value in changes.items() if value is None}
    rows[line - 1] = {k: v for k, v in (rows[line - 1] | changes).items() if k not in gone}
    write_rows(path, rows)


def edit_yaml(path: Path, **changes: object) -> None:
    """Changes top keys of a YAML file; a change to None takes the key out."""
    found, _ = parse_yaml(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    write_yaml(path, {k: v for k, v in (found | changes).items() if v is not None})


def write_yaml(path: Path, value: Mapping[str, object]) -> None:
    """Writes a YAML file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(dict(value), allow_unicode=True), encoding="utf-8")


def write_pack(
    folder: Path,
    tasks: Mapping[str, Mapping[str, object]],
    *,
    name: str = "small",
    questions: Sequence[Mapping[str, object]] = (),
    **manifest: object,
) -> Path:
    """Writes a pack and returns its folder.

    Each of `tasks` holds the keys of its task.yaml, and `examples`, `dev` and `test`: rows, or
    pairs of input and output that get ids. What a manifest lacks is filled in.
    """
    write_yaml(folder / "pack.yaml", pack_manifest(name, list(tasks), **manifest))
    for task, keys in tasks.items():
        base = folder / "tasks" / task
        splits = {
            split: rows_of(keys.get(split, ()), split) for split in ("examples", "dev", "test")
        }
        write_yaml(
            base / "task.yaml", task_manifest(**{k: keys[k] for k in keys if k not in splits})
        )
        for split, rows in splits.items():
            if rows:
                write_rows(base / f"{split}.jsonl", rows)
    if questions:
        write_rows(folder / "questions.jsonl", questions)
    return folder


def pack_manifest(name: str, tasks: Sequence[str], **changes: object) -> dict[str, object]:
    """The keys of a pack.yaml."""
    return {
        "name": name,
        "version": "1.0.0",
        "title": f"The pack {name}",
        "description": "For a test.",
        "languages": ["en"],
        "licence": "CC-BY-4.0",
        "authors": ["A tester"],
        "tasks": list(tasks),
        **changes,
    }


def task_manifest(**changes: Any) -> dict[str, object]:
    """The keys of a task.yaml; labels may be given by name alone."""
    labels = [
        {"name": label} if isinstance(label, str) else label for label in changes.pop("labels", ())
    ]
    return {
        "kind": "classification" if labels else "explanation",
        "title": "A task",
        "instruction": "Answer the input.",
        "metric": "accuracy" if labels else "rouge_l",
        "languages": ["en"],
        **({"labels": labels} if labels else {}),
        **changes,
    }


def rows_of(given: Any, split: str = "examples") -> list[dict[str, object]]:
    """Rows as they are, pairs of input and output with ids."""
    return [
        dict(row)
        if isinstance(row, Mapping)
        else {"id": f"{split[0]}-{number}", "input": row[0], "output": row[1]}
        for number, row in enumerate(given, 1)
    ]


def make_task(name: str = "task", **keys: Any) -> Task:
    """A task in memory, of the same keys as in `write_pack`."""
    splits = {
        split: tuple(Example(**row) for row in rows_of(keys.pop(split, ()), split))
        for split in ("examples", "dev", "test")
    }
    return Task(name, TaskManifest.model_validate(task_manifest(**keys)), **splits)


def make_pack(
    *tasks: Task,
    name: str = "small",
    questions: Sequence[Mapping[str, object]] = (),
    **manifest: object,
) -> Pack:
    """A pack in memory."""
    keys = pack_manifest(name, [task.name for task in tasks], **manifest)
    return Pack(
        PackManifest.model_validate(keys),
        Path(name),
        "0" * 64,
        {task.name: task for task in tasks},
        questions=tuple(Question.model_validate(row) for row in questions),
    )
