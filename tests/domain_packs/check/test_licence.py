from __future__ import annotations

import pytest

from domain_packs.check import licence
from domain_packs.check.tools import Tools
from tests.packs import make_pack, make_task


def said(tools: Tools, row: str | None, pack: str, **changes: str) -> list[str]:
    keys = {"id": "r", "input": "x", "output": "y", **changes}
    task = make_task(examples=[keys | ({"licence": row} if row else {})])
    return [found.message for found in licence.check(make_pack(task, licence=pack), tools)]


@pytest.mark.parametrize(
    ("row", "pack"),
    [
        (None, "CC-BY-4.0"),
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("CC0-1.0", "CC-BY-4.0"),
        ("MIT", "CC-BY-4.0"),
        ("CC-BY-3.0", "CC-BY-SA-4.0"),
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0"),
        ("CC-BY-SA-4.0", "CC-BY-4.0 AND CC-BY-SA-4.0"),
        ("GPL-3.0-only OR MIT", "CC-BY-4.0"),
        ("CC-BY-NC-4.0", "CC-BY-NC-4.0"),
        ("LicenseRef-house", "LicenseRef-house"),
    ],
)
def test_licence_that_the_pack_keeps_is_fine(tools: Tools, row: str | None, pack: str) -> None:
    assert said(tools, row, pack) == []


@pytest.mark.parametrize(
    ("row", "pack", "why"),
    [
        ("CC-BY-SA-4.0", "CC-BY-4.0", "shared alike"),
        ("CC-BY-SA-3.0", "CC-BY-SA-4.0", "shared alike"),
        ("GPL-3.0-only", "MIT", "shared alike"),
        ("MIT AND GPL-3.0-only", "MIT", "shared alike"),
        ("CC-BY-NC-4.0", "CC-BY-4.0", "not for commercial use"),
        ("CC-BY-NC-SA-4.0", "CC-BY-NC-4.0", "shared alike"),
        ("CC-BY-ND-4.0", "CC-BY-4.0", "no changes"),
        ("CC-BY-4.0", "CC0-1.0", "attribution"),
        ("LicenseRef-house", "CC-BY-4.0", "terms of its own"),
        ("CC-BY-9.0", "CC-BY-4.0", "no SPDX licence"),
    ],
)
def test_licence_that_the_pack_does_not_keep_is_named(
    tools: Tools, row: str, pack: str, why: str
) -> None:
    assert [why in message for message in said(tools, row, pack)] == [True]


def test_source_without_licence_is_advice_once_where_nothing_else_says_it(tools: Tools) -> None:
    assert "SOURCES.md" in said(tools, None, "CC-BY-4.0", source="A handbook")[0]
    assert said(tools, "CC-BY-4.0", "CC-BY-4.0", source="A handbook") == []
