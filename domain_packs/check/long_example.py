"""Concision: every token of an example is paid for at each question, and takes another's place."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from domain_packs.check.rows import examples_of
from domain_packs.check.strays import ENOUGH
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "long-example"
#: How many times the tokens of the median example one may cost.
TIMES = 10


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Examples that cost ten times as many tokens as the median of their task."""
    for task in pack.tasks.values():
        rows = examples_of(task)
        if len(rows) < ENOUGH:
            continue
        costs = [tools.count_tokens(row.row.input + row.row.output) for row in rows]
        usual = median(costs)
        for row, cost in zip(rows, costs, strict=True):
            if cost >= TIMES * usual:
                message = f"{row.id} costs {cost:,} tokens, the median example {usual:,.0f}."
                yield row.advice(KIND, message, "Shorten it to what the answer needs.")
