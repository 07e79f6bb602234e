from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from bot.terminal.app import run
from bot.terminal.packs.schema import PARTS, schema_of
from domain_packs.strict import parse_yaml
from tests.packs import KITCHEN, read_rows

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize("part", PARTS)
def test_schema_of_each_part_is_a_json_schema(part: str, capsys: Output) -> None:
    assert run(["packs", "schema", part]) == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


def test_without_a_part_all_are_printed(capsys: Output) -> None:
    assert run(["packs", "schema"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == set(PARTS)


def test_unknown_part_is_wrong_usage(capsys: Output) -> None:
    assert run(["packs", "schema", "row"]) == 2
    assert "Parts: pack, task, example, question, adapter." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("pack", "pack.yaml"),
        ("task", "tasks/complaint/task.yaml"),
        ("example", "tasks/booking/examples.jsonl"),
        ("question", "questions.jsonl"),
    ],
)
def test_files_of_a_good_pack_fit_the_schema(part: str, path: str) -> None:
    validator = Draft202012Validator(schema_of(part))
    text = (KITCHEN / path).read_text(encoding="utf-8")
    values = read_rows(KITCHEN / path) if path.endswith("jsonl") else [parse_yaml(text)[0]]
    assert not [error for value in values for error in validator.iter_errors(value)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "No"},
        {"version": "1.0"},
        {"languages": []},
        {"licence": "CC BY"},
        {"nmae": "x"},
        {"policy": {"sensitive": "yes"}},
    ],
    ids=str,
)
def test_what_the_reader_refuses_does_not_fit_the_schema(wrong: dict[str, object]) -> None:
    good, _ = parse_yaml((KITCHEN / "pack.yaml").read_text(encoding="utf-8"))
    assert isinstance(good, dict)
    assert list(Draft202012Validator(schema_of("pack")).iter_errors(good | wrong))
