"""Validity: a row past its `valid_until` is no longer used, one about to be should be looked at."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from domain_packs.check.rows import every_row
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "expired"
#: How long before its last day a row is named: the time that a review takes.
SOON = datetime.timedelta(days=60)


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Rows whose `valid_until` has passed or will pass soon."""
    for row in every_row(pack):
        until = row.row.valid_until
        if until is None:
            continue
        if until < tools.today:
            message = f"{row.id} was valid until {until}: it is no longer used."
            yield row.advice(KIND, message, "Bring it up to date, or take it out.")
        elif until - tools.today < SOON:
            message = f"{row.id} is valid until {until} only."
            yield row.advice(KIND, message, "Look whether it still holds, and set a later day.")
