"""Consistency: outputs that are JSON should all be, with the same keys in the same order."""

from __future__ import annotations

import json
from collections.abc import Iterator

from domain_packs.check.rows import Row, examples_of, rows_of
from domain_packs.check.strays import strays
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.outputs import entities, json_object
from domain_packs.pack import Pack

KIND = "json-output"


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Outputs of extraction and ner that aren't the JSON that the others are."""
    for task in pack.tasks.values():
        rows = [(row, row.row.output) for row in examples_of(task)]
        if task.manifest.kind == "ner":
            yield from _entities(rows_of(task))
        elif any(json_object(text) is not None for _, text in rows):
            yield from strays(rows, _keys, KIND)
        else:
            continue
        yield from strays(rows, _writing, KIND)


def _entities(rows: list[Row]) -> Iterator[Finding]:
    for row in rows:
        found = entities(row.row.output)
        if found is None:
            message = f'The output of {row.id} is no JSON array of {{"text", "type"}}.'
            yield row.advice(KIND, message, "Write it as the instruction and the others have it.")
            continue
        for entity in found:
            if entity["text"] not in row.row.input:
                message = f"{row.id}: the entity {entity['text']!r} doesn't stand in the input."
                yield row.advice(KIND, message, "Copy entities letter by letter.")


def _keys(text: str) -> str:
    value = json_object(text)
    return "no JSON object" if value is None else f"the keys {', '.join(value)}"


def _writing(text: str) -> str:
    """How the JSON is written; what isn't JSON is another finding."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _PLAIN
    for ascii_only in (False, True):
        if text == json.dumps(value, ensure_ascii=ascii_only):
            return _PLAIN
        if text == json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":")):
            return "JSON without spaces"
    return "JSON over several lines" if "\n" in text else "JSON with spaces of its own"


_PLAIN = "JSON on one line, a space after each comma and colon"
