from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.terminal.app import run
from domain_packs.reader import load_pack, read_pack
from tests.packs import KITCHEN, edit_yaml, read_rows, write_rows

Output = pytest.CaptureFixture[str]
KINDS = [
    "classification",
    "extraction",
    "ner",
    "qa",
    "summarisation",
    "translation",
    "debugging",
    "explanation",
    "drafting",
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write packs in, and an embedder that is there at once."""
    monkeypatch.setenv("POLYMATH_EMBEDDER", "hashed-64")
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_new_pack_lacks_its_rows_and_nothing_else(here: Path, capsys: Output) -> None:
    assert run(["packs", "new", "front-desk"]) == 0
    assert "polymath packs check front-desk" in capsys.readouterr().out
    _, findings = read_pack(here / "front-desk")
    assert [(found.file, found.kind) for found in findings] == [
        ("tasks/answer-question/examples.jsonl", "missing-file")
    ]


def test_check_of_a_new_pack_says_exactly_what_is_missing(capsys: Output) -> None:
    run(["packs", "new", "front-desk"])
    capsys.readouterr()
    assert run(["packs", "check", "front-desk", "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [(found["level"], found["file"]) for found in findings] == [
        ("advice", "questions.jsonl"),
        ("error", "tasks/answer-question/examples.jsonl"),
        ("advice", "tasks/answer-question/task.yaml"),
        ("advice", "tasks/answer-question/test.jsonl"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_skeleton_of_every_kind_can_be_read(here: Path, kind: str) -> None:
    assert run(["packs", "new", "mine", "--task", "first-one", "--kind", kind]) == 0
    _, findings = read_pack(here / "mine")
    assert {found.file for found in findings} == {"tasks/first-one/examples.jsonl"}


def test_new_pack_with_its_first_rows_has_no_finding(here: Path, capsys: Output) -> None:
    labels = [part for name in ("food", "staff", "bill") for part in ("--label", name)]
    run(["packs", "new", "desk", "--task", "complaint", *labels, "--language", "en"])
    for split in ("examples", "test"):
        rows = read_rows(KITCHEN / f"tasks/complaint/{split}.jsonl")
        english = [row for row in rows if row["language"] == "en"]
        write_rows(here / f"desk/tasks/complaint/{split}.jsonl", english)
    questions = read_rows(KITCHEN / "questions.jsonl")
    fitting = [row for row in questions if row["task"] in ("complaint", None)]
    write_rows(here / "desk/questions.jsonl", [row for row in fitting if row["language"] == "en"])
    edit_yaml(here / "desk/tasks/complaint/task.yaml", asks=["what is this guest unhappy about"])
    capsys.readouterr()
    assert run(["packs", "check", "desk", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": []}


def test_options_stand_in_the_files(here: Path) -> None:
    options = {
        "--folder": "elsewhere/deep",
        "--title": 'Leave: "who", when & why',
        "--description": "no: yes # not a comment",
        "--author": "Ann Ö.",
        "--licence": "CC0-1.0",
        "--task": "leave-days",
        "--kind": "extraction",
    }
    arguments = [part for option in options.items() for part in option]
    run(["packs", "new", "hr", *arguments, "--language", "ko", "--language", "no"])
    write_rows(
        here / "elsewhere/deep/tasks/leave-days/examples.jsonl",
        [{"id": "a", "input": "x", "output": "y"}],
    )
    manifest = load_pack(here / "elsewhere/deep").manifest
    assert (manifest.title, manifest.description) == (options["--title"], options["--description"])
    assert (manifest.authors, manifest.licence) == (["Ann Ö."], "CC0-1.0")
    assert manifest.languages == ["ko", "no"]


def test_manifests_point_editors_to_the_schema(here: Path) -> None:
    run(["packs", "new", "mine"])
    for path in ("pack.yaml", "tasks/answer-question/task.yaml"):
        text = (here / "mine" / path).read_text(encoding="utf-8")
        assert "# yaml-language-server: $schema=" in text and "polymath packs schema" in text


def test_folder_that_is_there_is_never_touched(here: Path, capsys: Output) -> None:
    (here / "mine").mkdir()
    assert run(["packs", "new", "mine"]) == 1
    assert list((here / "mine").iterdir()) == []
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["Mine"],
        ["con"],
        ["mine", "--task", "First One"],
        ["mine", "--kind", "poem"],
        ["mine", "--licence", "CC BY"],
        ["mine", "--language", "english"],
        ["mine", "--label", " "],
    ],
    ids=" ".join,
)
def test_option_outside_the_format_is_wrong_usage_and_writes_nothing(
    here: Path, arguments: list[str], capsys: Output
) -> None:
    assert run(["packs", "new", *arguments]) == 2
    assert list(here.iterdir()) == [] and capsys.readouterr().err.count("\n") == 1


def test_place_that_can_not_be_written_is_one_sentence(here: Path, capsys: Output) -> None:
    (here / "file").touch()
    assert run(["packs", "new", "mine", "--folder", "file/mine"]) == 1
    assert "Not a directory" in capsys.readouterr().err
