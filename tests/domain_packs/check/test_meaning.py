from __future__ import annotations

from dataclasses import replace

import pytest

from domain_packs.check import coverage, off_topic, one_cluster
from domain_packs.check.tools import Tools
from domain_packs.pack import Pack
from domain_packs.reader import load_pack
from tests.packs import KITCHEN

MEANING = [coverage, off_topic, one_cluster]


@pytest.fixture
def pack() -> Pack:
    return load_pack(KITCHEN)


@pytest.mark.parametrize("check", MEANING, ids=lambda check: check.KIND)
def test_without_an_embedder_nothing_is_judged_by_meaning(check, pack: Pack, tools: Tools) -> None:
    assert list(check.check(pack, tools)) == []


@pytest.mark.parametrize("check", MEANING, ids=lambda check: check.KIND)
def test_language_that_the_embedder_does_not_read_is_not_judged(
    check, pack: Pack, tools: Tools
) -> None:
    def refuse(texts: object) -> None:
        raise AssertionError("nothing should be embedded")

    blind = replace(tools, embed=refuse, reads=lambda language: False)
    assert list(check.check(pack, blind)) == []
