from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.terminal.app import run
from domain_packs.store import PackStore
from tests.packs import write_pack

Output = pytest.CaptureFixture[str]
SMALL = {"task": {"examples": [{"id": "a", "input": "in", "output": "out", "reviewed_by": "Ann"}]}}


def test_list_prints_an_object_a_line(capsys: Output) -> None:
    assert run(["packs", "list", "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [pack["name"] for pack in found] == ["legal", "medical", "multilingual", "technical"]
    keys = ["name", "version", "digest", "origin", "active", "tasks", "signed_by", "reviewed"]
    assert all(list(pack) == keys for pack in found)
    assert found[0]["origin"] == "bundled" and found[0]["signed_by"] is None
    assert len(found[0]["digest"]) == 64 and found[0]["reviewed"] == 0.0


def test_list_shows_a_table(capsys: Output) -> None:
    assert run(["packs", "list"]) == 0
    printed = capsys.readouterr().out
    assert "clause-type" in printed and "bundled" in printed and "{" not in printed


def test_added_pack_is_listed_with_its_reviewed_share(
    capsys: Output, tmp_path: Path, home: Path
) -> None:
    PackStore(home).add(write_pack(tmp_path / "p", SMALL), origin="folder")
    run(["packs", "list", "--json"])
    found = {pack["name"]: pack for pack in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (found["small"]["reviewed"], found["small"]["origin"]) == (1.0, "folder")


def test_broken_pack_is_reported_and_the_others_are_listed(
    capsys: Output, tmp_path: Path, home: Path
) -> None:
    added = PackStore(home).add(write_pack(tmp_path / "p", SMALL), origin="folder")
    (added.folder / "run.py").touch()
    assert run(["packs", "list", "--json"]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 4
    assert printed.err.startswith("warning: The pack") and "run.py" in printed.err


def test_broken_pointer_file_is_one_sentence(capsys: Output, home: Path) -> None:
    (home / "packs").mkdir(parents=True)
    (home / "packs" / "active.json").write_text("{")
    assert run(["packs", "list"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
