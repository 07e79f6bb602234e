"""Licences: what a row's licence asks for must be kept by the pack's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from domain_packs.check.rows import Row, every_row, named
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "licence"

#: Licences that ask for nothing: rows under them may stand in any pack.
_FREE = frozenset({"CC0-1.0", "Unlicense", "PDDL-1.0", "0BSD", "MIT-0", "CC-PDDC"})
#: Licences whose work must be passed on under the same.
_SHARE_ALIKE = re.compile(r".*-SA-|(A|L)?GPL-|GFDL-|ODbL-|EUPL-|MPL-|CDLA-Sharing-|OSL-|CECILL-")


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Licences that don't exist or that the pack's doesn't keep, and sources without a licence."""
    own = pack.manifest.licence
    if not _exists(own):
        message = f"{own!r} is no SPDX licence."
        remedy = "Use a name of spdx.org/licenses, such as CC-BY-4.0, or LicenseRef-YOURS."
        yield Finding("advice", "pack.yaml", None, KIND, message, remedy)
    unlicensed: dict[str, list[Row]] = {}
    for row in every_row(pack):
        licence = row.row.licence
        if licence is None:
            if row.row.source is not None and "SOURCES.md" not in pack.files:
                unlicensed.setdefault(row.file, []).append(row)
        elif (conflict := _conflict(licence, own)) is not None:
            remedy = "Take the row out, or ask its owner for other terms."
            yield row.advice(KIND, f"{row.id} is under {licence}, {conflict}.", remedy)
    for rows in unlicensed.values():
        ids = named([row.id for row in rows])
        message = f"{len(rows)} rows have a source but no licence, without a SOURCES.md: {ids}."
        yield rows[0].advice(KIND, message, "Add `licence`, or say it in SOURCES.md.")


def _exists(licence: str) -> bool:
    try:
        canonicalize_license_expression(licence)
    except InvalidLicenseExpression:
        return False
    return True


def _conflict(row: str, pack: str) -> str | None:
    """Why a row under `row` can't stand in a pack under `pack`; None where it can.

    A choice ("A OR B") is free to be taken by whichever fits; of a sum ("A AND B") all must.
    """
    choices = [_conflict_of_all(choice, pack) for choice in row.split(" OR ")]
    return None if None in choices else choices[0]


def _conflict_of_all(row: str, pack: str) -> str | None:
    conflicts = (_conflict_of_one(part.split(" WITH ")[0], pack) for part in row.split(" AND "))
    return next((conflict for conflict in conflicts if conflict is not None), None)


def _conflict_of_one(row: str, pack: str) -> str | None:
    own = re.split(r" (?:AND|OR|WITH) ", pack)
    if row in own or row in _FREE:
        return None
    if not _exists(row):
        return "which is no SPDX licence"
    if row.startswith("LicenseRef-"):
        return f"terms of its own that the pack's {pack} doesn't name"
    if "-ND-" in row:
        return "which allows no changes"
    if "-NC-" in row and not any("-NC-" in part for part in own):
        return f"not for commercial use, which the pack's {pack} allows"
    if _SHARE_ALIKE.match(row):
        return f"to be shared alike, and the pack is under {pack}"
    if all(part in _FREE for part in own):
        return f"which asks for attribution, and the pack's {pack} for none"
    return None
