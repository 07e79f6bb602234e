from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.terminal.app import run
from tests.packs import KITCHEN, copy_kitchen, edit_row, edit_yaml

Output = pytest.CaptureFixture[str]
COMPLAINTS = "tasks/complaint/examples.jsonl"


@pytest.fixture(autouse=True)
def fast_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLYMATH_EMBEDDER", "hashed-64")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_kitchen(tmp_path / "kitchen")


def test_sound_pack_leaves_nothing_to_mend(capsys: Output) -> None:
    assert run(["packs", "check", str(KITCHEN)]) == 0
    assert capsys.readouterr().out.endswith("kitchen: nothing to mend.\n")


def test_sound_pack_has_no_findings_in_json(capsys: Output) -> None:
    assert run(["packs", "check", str(KITCHEN), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": []}


def test_advice_alone_is_no_failure(capsys: Output, folder: Path) -> None:
    (folder / "README.md").unlink()
    assert run(["packs", "check", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == [
        {
            "level": "advice",
            "file": "README.md",
            "line": None,
            "kind": "missing-part",
            "message": "There is no README.md.",
            "remedy": "Say what the pack does, for whom, and who reviewed it.",
        }
    ]


def test_error_is_a_failure_and_advice_comes_with_it(capsys: Output, folder: Path) -> None:
    edit_row(folder / COMPLAINTS, 3, output="foood")
    edit_row(folder / COMPLAINTS, 5, valid_until="2001-01-01")
    assert run(["packs", "check", str(folder), "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [(found["level"], found["line"], found["kind"]) for found in findings] == [
        ("error", 3, "unknown-label"),
        ("advice", 5, "expired"),
    ]


def test_findings_are_grouped_by_file_with_their_remedies(capsys: Output, folder: Path) -> None:
    edit_row(folder / COMPLAINTS, 3, output="foood")
    edit_yaml(folder / "tasks/dish/task.yaml", asks=None)
    assert run(["packs", "check", str(folder)]) == 1
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[:3] == [
        COMPLAINTS,
        "line 3 error [unknown-label] The output 'foood' is none of the labels.",
        "Did you mean 'food'?",
    ]
    assert lines[3] == "tasks/dish/task.yaml" and "1 error, 1 piece of advice" in lines[-1]


def test_many_findings_of_a_kind_are_counted(capsys: Output, folder: Path) -> None:
    for line in range(1, 25):
        edit_row(folder / COMPLAINTS, line, output="other")
    run(["packs", "check", str(folder)])
    assert "and 14 more of unknown-label (--json shows all)" in capsys.readouterr().out


def test_folder_stands_before_an_installed_pack_of_its_name(
    capsys: Output, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.rename(folder.with_name("legal"))
    monkeypatch.chdir(folder.parent)
    (folder.parent / "legal" / "README.md").unlink()
    run(["packs", "check", "legal", "--json"])
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1


def test_folder_without_pack_yaml_is_a_finding(capsys: Output, tmp_path: Path) -> None:
    assert run(["packs", "check", str(tmp_path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["kind"] == "missing-file"


def test_embedder_that_can_not_be_had_is_a_warning(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLYMATH_EMBEDDER", "/nowhere/at/all")
    assert run(["packs", "check", str(KITCHEN), "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"findings": []}
    assert printed.err.startswith("warning: What needs an embedder isn't checked.")


def test_hostile_text_in_a_finding_can_not_steer_the_terminal(capsys: Output, folder: Path) -> None:
    (folder / "\x1b]0;owned\x07.py").touch()
    edit_row(folder / COMPLAINTS, 3, output="\u202eevil")
    run(["packs", "check", str(folder)])
    printed = capsys.readouterr().out
    assert "\x1b]" not in printed and "\u202e" not in printed and r"\x1b]0;owned\x07.py" in printed


def test_command_line_prints_utf8_json_and_its_status(folder: Path) -> None:
    edit_row(folder / COMPLAINTS, 7, output="음식")
    command = [sys.executable, "-m", "bot", "packs", "check", str(folder), "--json"]
    done = subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}, timeout=120
    )
    assert done.returncode == 1
    assert "음식" in json.loads(done.stdout.decode())["findings"][0]["message"]
