"""The form of a task's outputs: learnt from examples, asked for in prompts, held to in answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain_packs.manifests import Example


@dataclass(frozen=True)
class OutputForm:
    """How an answer of a task is written.

    `fields` are the keys of its JSON object in their order; `types` the kinds of entities of its
    JSON array. Both are empty where the answer is free text or a label.
    """

    fields: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


def form_of(kind: str, rows: Sequence[Example]) -> OutputForm:
    """The form of the outputs of `rows` of this kind of task: what nine of ten agree on."""
    if kind == "ner":
        found = {str(entity["type"]): None for row in rows for entity in entities(row.output) or ()}
        return OutputForm(types=tuple(sorted(found)))
    if kind == "extraction":
        keys = [tuple(value) for row in rows if (value := json_object(row.output)) is not None]
        if keys:
            common = max(set(keys), key=keys.count)
            if keys.count(common) >= 0.9 * len(rows):
                return OutputForm(fields=common)
    return OutputForm()


def json_object(text: str) -> dict[str, object] | None:
    """`text` as a JSON object; None where it isn't one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def entities(text: str) -> list[dict[str, str]] | None:
    """`text` as a JSON array of {"text", "type"}; None where it isn't one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, list):
        return None
    sound = all(
        isinstance(item, dict)
        and set(item) == {"text", "type"}
        and all(isinstance(part, str) for part in item.values())
        for item in value
    )
    return value if sound else None
