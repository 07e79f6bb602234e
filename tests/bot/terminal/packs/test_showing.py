from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.terminal.app import run
from tests.packs import KITCHEN, copy_kitchen, edit_yaml

Output = pytest.CaptureFixture[str]


def test_show_tells_what_is_in_a_pack(capsys: Output) -> None:
    assert run(["packs", "show", str(KITCHEN), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["name"], found["licence"], found["reviewed"]) == ("kitchen", "CC-BY-4.0", 0.0)
    assert found["questions"] == {"in_scope": 7, "out_of_scope": 4}
    complaint = found["tasks"]["complaint"]
    assert complaint["labels"] == ["food", "staff", "bill"]
    assert complaint["rows"] == {"examples": 24, "dev": 0, "test": 6}
    assert complaint["rows_by_language"] == {"en": 21, "ko": 3}
    assert found["adapters"] == [] and found["disclaimer"].startswith("A pack for tests")


def test_show_prints_facts_and_a_table(capsys: Output) -> None:
    assert run(["packs", "show", str(KITCHEN)]) == 0
    printed = capsys.readouterr().out
    assert "licence:       CC-BY-4.0" in printed and "en 21, ko 3" in printed


def test_unknown_pack_is_refused_with_those_there_are(capsys: Output) -> None:
    assert run(["packs", "show", "legla"]) == 1
    printed = capsys.readouterr()
    assert printed.out == "" and "Installed: legal, medical" in printed.err


def test_error_with_json_is_an_object(capsys: Output) -> None:
    assert run(["packs", "show", "legla", "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["kind"] == "pack" and error["remedy"]


def test_broken_pack_is_refused_with_its_first_problem(capsys: Output, tmp_path: Path) -> None:
    folder = copy_kitchen(tmp_path / "kitchen")
    edit_yaml(folder / "pack.yaml", version="1")
    assert run(["packs", "show", str(folder)]) == 1
    assert "pack.yaml:" in capsys.readouterr().err


def test_text_of_a_pack_reaches_the_terminal_without_hidden_characters(
    capsys: Output, tmp_path: Path
) -> None:
    folder = copy_kitchen(tmp_path / "kitchen")
    edit_yaml(folder / "pack.yaml", title="A \u200fmark [bold]")
    run(["packs", "show", str(folder)])
    printed = capsys.readouterr().out
    assert "\\u200fmark [bold]" in printed


@pytest.mark.parametrize("arguments", [["packs", "show"], ["packs"], ["packs", "shw", "legal"]])
def test_incomplete_command_is_wrong_usage(arguments: list[str], capsys: Output) -> None:
    assert run(arguments) == 2 or "Usage" in capsys.readouterr().out
