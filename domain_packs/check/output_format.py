"""Consistency: a model copies the form of the outputs that it sees, so they should have one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain_packs.check.rows import examples_of
from domain_packs.check.strays import strays
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.outputs import json_object
from domain_packs.pack import Pack, Task

KIND = "output-format"

_STOPS = tuple(".!?。！？…؟।")
_CLOSERS = "\"'”’»」』)]*_"
_BEGINNING = re.compile(r"([^\W\d_][\w-]{0,24}): ")


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Outputs in words that stray from the form of the others of their task."""
    for task in pack.tasks.values():
        if not _in_words(task):
            continue
        whole = [(row, row.row.output) for row in examples_of(task)]
        if task.labels:
            yield from strays(whole, _after_label, KIND)
        rows = [(row, _body(task, text)) for row, text in whole]
        for trait in (_edges, _quotes, _code, _begins):
            yield from strays(rows, trait, KIND)
        begun = [(row, text) for row, text in rows if _BEGINNING.match(text)]
        yield from strays(begun, _first_word, KIND, mixed=False)
        # Ends are compared within a language: not every script has a full stop.
        for language in dict.fromkeys(row.row.language for row, _ in rows):
            members = [(row, text) for row, text in rows if row.row.language == language]
            yield from strays(members, _ends, KIND)


def _in_words(task: Task) -> bool:
    """Whether outputs are text: no label alone, no JSON, and no translation, which has no form."""
    if task.manifest.kind in ("classification", "ner", "translation"):
        return False
    return not any(json_object(row.output) is not None for row in task.examples)


def _body(task: Task, output: str) -> str:
    """The output without the label that begins it."""
    return output.split(":", 1)[-1].strip() if task.labels else output


def _after_label(text: str) -> str:
    if re.match(r"[^:]*: \S", text):
        return "a colon and a space after the label"
    return "no colon and space after the label"


def _edges(text: str) -> str:
    return "no white space at its ends" if text == text.strip() else "white space at an end"


def _quotes(text: str) -> str:
    inside = text.strip()
    quoted = len(inside) > 1 and inside[0] in '"“„«「' and inside[-1] in '"”“»」'
    return "quotes around it" if quoted else "no quotes around it"


def _code(text: str) -> str:
    return "a fenced code block" if "```" in text else "no fenced code block"


def _begins(text: str) -> str:
    if _BEGINNING.match(text):
        return "a word and a colon at the start"
    return "no word and colon at the start"


def _first_word(text: str) -> str:
    found = _BEGINNING.match(text)
    return f"{found[1]!r} at the start" if found else "no word at the start"


def _ends(text: str) -> str:
    ending = text.strip()
    if ending.endswith("```"):
        return "a code block at the end"
    if ending.rstrip(_CLOSERS).endswith(_STOPS):
        return "a full stop at the end"
    return "no full stop at the end"
