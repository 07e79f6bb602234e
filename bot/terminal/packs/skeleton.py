"""The files of a new pack."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.terminal.packs.errors import FolderTakenError, PackOptionError
from domain_packs.explaining import explain
from domain_packs.manifests import PackManifest, TaskManifest

_METRICS = {
    "classification": "accuracy",
    "extraction": "field_f1",
    "ner": "entity_f1",
    "qa": "token_f1",
    "summarisation": "rouge_l",
    "translation": "chrf",
    "debugging": "edit_similarity",
    "explanation": "rouge_l",
    "drafting": "rouge_l",
}
_INSTRUCTIONS = {
    "classification": "Say which label the input has. Answer with the label only.",
    "extraction": "Give the fields of the input as one JSON object; null where it doesn't say.",
    "ner": 'List the entities of the input as a JSON array of {"text", "type"}.',
}
_PACK_HEADER = """\
# What each key means: docs/pack-format.md. To complete and check it in an editor:
#   polymath packs schema pack > ../pack.schema.json
# yaml-language-server: $schema=../pack.schema.json
"""
_ASKS = """\
# How people ask for this task, without what they ask about, in each of its languages:
# asks:
#   - "what is this guest unhappy about"
"""
_TASK_HEADER = """\
# To complete and check it in an editor: polymath packs schema task > ../../../task.schema.json
# yaml-language-server: $schema=../../../task.schema.json
"""


@dataclass(frozen=True)
class Skeleton:
    """What an author says about a new pack before its first row."""

    name: str
    title: str
    description: str
    author: str
    licence: str
    languages: list[str]
    task: str
    kind: str
    labels: list[str]

    def pack_manifest(self) -> dict[str, object]:
        """The keys of pack.yaml."""
        return {
            "name": self.name,
            "version": "0.1.0",
            "title": self.title,
            "description": self.description,
            "languages": self.languages,
            "licence": self.licence,
            "authors": [self.author],
            "requires": "polymath>=0.1",
            "tasks": [self.task],
        }

    def task_manifest(self) -> dict[str, object]:
        """The keys of its task's task.yaml."""
        labels = [{"name": label} for label in self.labels]
        default = "Answer the input in one or two sentences."
        return {
            "kind": self.kind,
            "title": self.task.replace("-", " ").capitalize(),
            "instruction": _INSTRUCTIONS.get(self.kind, default),
            **({"labels": labels} if labels else {}),
            "metric": _METRICS.get(self.kind, "exact_match"),
            "shots": 4,
            "max_answer_tokens": 16 if self.kind == "classification" else 256,
            "languages": self.languages,
        }


def write_skeleton(skeleton: Skeleton, folder: Path) -> None:
    """Writes the pack into `folder`, which must not be there yet.

    Raises `PackOptionError` where an answer isn't of the format, `FolderTakenError`, and `OSError`
    where it can't be written; nothing stays behind then.
    """
    files = _files(skeleton)
    try:
        folder.mkdir(parents=True)
    except FileExistsError as error:
        raise FolderTakenError(
            f"{str(folder)!r} is there already.", "Take another name, or another --folder."
        ) from error
    try:
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    except OSError:
        shutil.rmtree(folder)
        raise


def _files(skeleton: Skeleton) -> dict[str, str]:
    task = f"tasks/{skeleton.task}"
    return {
        "pack.yaml": _PACK_HEADER + _yaml(PackManifest, skeleton.pack_manifest()),
        f"{task}/task.yaml": _TASK_HEADER + _yaml(TaskManifest, skeleton.task_manifest()) + _ASKS,
        f"{task}/examples.jsonl": "",
        f"{task}/test.jsonl": "",
        "questions.jsonl": "",
        "README.md": f"# {skeleton.name}\n\n{skeleton.description}\n\nNot reviewed by anybody.\n",
        "LICENSE": f"SPDX-License-Identifier: {skeleton.licence}\n",
        "SOURCES.md": f"# Sources\n\nEvery row was written for this pack by {skeleton.author}.\n",
        "CHANGELOG.md": "# Changelog\n\n## 0.1.0\n\nFirst version.\n",
    }


def _yaml(model: type[PackManifest] | type[TaskManifest], value: Mapping[str, object]) -> str:
    """A manifest's text, once its model takes it."""
    import yaml

    try:
        model.model_validate(value)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        _, message, _ = explain(problem["loc"], problem["type"], problem["msg"], model)
        raise PackOptionError(message, "`polymath packs new --help` shows the options.") from error
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100))
