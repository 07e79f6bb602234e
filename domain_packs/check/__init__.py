"""The author's adviser: what would make a sound pack a better one.

Each module of `CHECKS` is one kind of finding: `KIND` is its name, and `check(pack, tools)` yields
what it found. A new check is a new module and its name in the list below.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from domain_packs.check import (
    coverage,
    empty_label,
    expired,
    few_examples,
    json_output,
    label_balance,
    label_spelling,
    language,
    leak,
    licence,
    long_example,
    metric,
    missing,
    near_duplicate,
    off_topic,
    one_cluster,
    output_format,
    output_length,
    prompt_budget,
    review,
    template,
)
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack


class Check(Protocol):
    """One kind of finding."""

    KIND: str

    def check(self, pack: Pack, tools: Tools) -> Iterator[Finding]:
        """Yields what is found in `pack`."""


CHECKS: tuple[Check, ...] = (
    missing,
    licence,
    expired,
    review,
    language,
    label_spelling,
    empty_label,
    label_balance,
    few_examples,
    metric,
    json_output,
    output_format,
    output_length,
    leak,
    near_duplicate,
    template,
    coverage,
    one_cluster,
    off_topic,
    long_example,
    prompt_budget,
)


def check_pack(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Everything that every check finds in `pack`; each finding is advice."""
    for check in CHECKS:
        yield from check.check(pack, tools)
