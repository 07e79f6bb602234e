from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.terminal.app import run
from tests.packs import copy_kitchen

Output = pytest.CaptureFixture[str]


def checks(capsys: Output, status: int) -> dict[str, dict[str, Any]]:
    """What `doctor --json` found, by the name of the check, held to the contract."""
    assert run(["doctor", "--json"]) == status
    printed = capsys.readouterr()
    assert printed.err == ""
    found = [json.loads(line) for line in printed.out.splitlines()]
    for check in found:
        assert list(check) == ["check", "ok", "message", "remedy"]
        assert type(check["ok"]) is bool
        assert check["message"].endswith(".")
        assert check["ok"] or check["remedy"]
    return {check["check"]: check for check in found}


def test_fresh_machine_is_well(capsys: Output) -> None:
    found = checks(capsys, 0)
    assert [name for name in found if not name.startswith(("pack ", "embedder "))] == [
        "settings", "home", "disk", "embedder", "index", "model",
    ]  # fmt: skip
    assert {"pack legal", "pack medical", "pack multilingual", "pack technical"} <= set(found)
    assert found["model"]["remedy"] == "`polymath setup` sets one."
    assert "switched off" in found["embedder ko"]["message"]


def test_findings_are_a_line_each_with_the_remedy(capsys: Output) -> None:
    assert run(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("ok   settings: ")
    assert lines[-1].endswith("`polymath setup` sets one.")


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [
        ("POLYMATH_QUOTA", "none", "settings"),
        ("POLYMATH_EMBEDDER", "/nowhere", "embedder"),
        ("POLYMATH_MODEL", "local:/nowhere", "model"),
        ("POLYMATH_CHROMA_URL", "http://127.0.0.1:9", "index"),
        ("POLYMATH_HOME", "/proc/nowhere", "home"),
    ],
)
def test_what_is_missing_is_a_finding(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, name: str, value: str, check: str
) -> None:
    monkeypatch.setenv(name, value)
    assert not checks(capsys, 1)[check]["ok"]


def test_broken_pack_is_a_finding_and_the_others_are_looked_at(capsys: Output, home: Path) -> None:
    folder = home / "packs" / "legal" / "1.0.0-0123456789ab"
    copy_kitchen(folder)
    (folder / "pack.yaml").write_text("name: [")
    pointers = {"legal": {"folder": "legal/1.0.0-0123456789ab", "origin": "x"}}
    (home / "packs" / "active.json").write_text(json.dumps(pointers))
    found = checks(capsys, 1)
    assert not found["pack"]["ok"]
    assert found["pack technical"]["ok"]


def test_broken_store_is_a_finding(capsys: Output, home: Path) -> None:
    (home / "packs").mkdir(parents=True)
    (home / "packs" / "active.json").write_text("[")
    assert not checks(capsys, 1)["packs"]["ok"]
