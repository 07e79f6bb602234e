"""Honest words: who reviewed a row stands together with when, and not in the future."""

from __future__ import annotations

from collections.abc import Iterator

from domain_packs.check.rows import every_row
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "review"


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Rows with a day of review but no reviewer, or with a day that is still to come."""
    for row in every_row(pack):
        if row.row.reviewed_on is None:
            continue
        if row.row.reviewed_by is None:
            message = f"{row.id} has `reviewed_on` but no `reviewed_by`: it counts as not reviewed."
            yield row.advice(KIND, message, "Say who reviewed it, or take the day out.")
        elif row.row.reviewed_on > tools.today:
            message = f"{row.id} was reviewed on {row.row.reviewed_on}, a day still to come."
            yield row.advice(KIND, message, "Write the day of the review.")
