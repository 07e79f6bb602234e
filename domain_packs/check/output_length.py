"""Consistency: an output many times longer or shorter than the others teaches another task."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from domain_packs.check.rows import examples_of
from domain_packs.check.strays import ENOUGH
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "output-length"
#: How many times the median an output may be, or the median an output.
TIMES = 6
#: Outputs that differ from the median by fewer characters than this are all short.
SLACK = 40
#: Where more than this share is far from the median, outputs of all lengths are the task's nature.
SHARE = 0.1


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Outputs in words whose length is far from the median of their task."""
    for task in pack.tasks.values():
        # A label, entities and a translation are as long as they are.
        if task.manifest.kind in ("classification", "ner", "translation", "extraction"):
            continue
        rows = examples_of(task)
        if len(rows) < ENOUGH:
            continue
        usual = median(len(row.row.output) for row in rows)
        far = [row for row in rows if _far(len(row.row.output), usual)]
        if len(far) > SHARE * len(rows):
            continue
        for row in far:
            length = len(row.row.output)
            message = f"The output of {row.id} has {length:,} characters, most {usual:,.0f}."
            yield row.advice(KIND, message, "Write it as long as the others, or drop the row.")


def _far(length: int, usual: float) -> bool:
    apart = max(length, usual) > TIMES * min(length, usual)
    return apart and abs(length - usual) > SLACK
