"""Diversity: a prompt can't carry more examples than there are."""

from __future__ import annotations

from collections.abc import Iterator

from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "few-examples"


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Tasks with fewer examples than `shots`."""
    for task in pack.tasks.values():
        count, shots = len(task.examples), task.manifest.shots
        if 0 < count < shots:
            message = f"A prompt should carry {shots} examples; there are {count}."
            remedy = "Write more: there is something to choose from at several times `shots`."
            yield Finding("advice", task.file("examples"), None, KIND, message, remedy)
