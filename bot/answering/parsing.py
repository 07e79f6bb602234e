"""What a model wrote, held to the form of its task."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from domain_packs.outputs import entities, json_object
from domain_packs.pack import Task
from domain_packs.prompt import unfence

_QUOTES = " \t\n.\"'“”‘’`*"
_LEAD = re.compile(r"^(label|output|answer|라벨|답)\s*[:：]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Parsed:
    """An answer as the task has it; `problem` says in words how it doesn't fit, None where it
    does."""

    text: str
    label: str | None = None
    problem: str | None = None


def parse(task: Task, written: str) -> Parsed:
    """Reads what a model wrote as an answer of `task`."""
    text = unfence(written)
    if not text:
        return Parsed("", problem="it is empty")
    if task.manifest.kind == "classification":
        return _label(task, text)
    if task.labels:
        return _labelled(task, text)
    if task.form.fields:
        return _object(task.form.fields, text)
    if task.manifest.kind == "ner":
        return _entities(task.form.types, text)
    return Parsed(text)


def _label(task: Task, text: str) -> Parsed:
    by_name = {label.casefold(): label for label in task.labels}
    plain = _LEAD.sub("", text).strip(_QUOTES)
    if plain.casefold() in by_name:
        label = by_name[plain.casefold()]
        return Parsed(label, label)
    named = [
        label
        for folded, label in by_name.items()
        if re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", text.casefold())
    ]
    if len(named) == 1:
        return Parsed(named[0], named[0])
    return Parsed(
        text, problem="it names none of the labels" if not named else "it names several labels"
    )


def _labelled(task: Task, text: str) -> Parsed:
    stated = text.split(":", 1)[0].strip(_QUOTES).casefold()
    for label in task.labels:
        if ":" in text and stated == label.casefold():
            return Parsed(f"{label}: {text.split(':', 1)[1].strip()}", label)
    return Parsed(text, problem="it doesn't begin with one of the labels and a colon")


def _object(fields: tuple[str, ...], text: str) -> Parsed:
    value = json_object(text)
    if value is None:
        return Parsed(text, problem="it is no JSON object")
    missing = [field for field in fields if field not in value]
    extra = [field for field in value if field not in fields]
    if missing or extra:
        wrong = [f"lacks {', '.join(missing)}"] * bool(missing) + [
            f"adds {', '.join(extra)}"
        ] * bool(extra)
        return Parsed(text, problem=f"its JSON {' and '.join(wrong)}")
    return Parsed(json.dumps({field: value[field] for field in fields}, ensure_ascii=False))


def _entities(types: tuple[str, ...], text: str) -> Parsed:
    found = entities(text)
    if found is None:
        return Parsed(text, problem='it is no JSON array of {"text", "type"}')
    unknown = sorted({item["type"] for item in found} - set(types))
    if types and unknown:
        return Parsed(text, problem=f"it has unknown types: {', '.join(unknown)}")
    return Parsed(json.dumps(found, ensure_ascii=False))
