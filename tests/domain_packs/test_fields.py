from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from domain_packs import fields


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (fields.Name, "clause-type"),
        (fields.Version, "1.0.0-rc.1+build.5"),
        (fields.Language, "zh-Hant-TW"),
        (fields.Language, "de-1996"),
        (fields.Language, "es-419"),
        (fields.Jurisdiction, "any"),
        (fields.Jurisdiction, "US-CA"),
        (fields.Licence, "GPL-2.0-only WITH Classpath-exception-2.0"),
        (fields.Requirement, "polymath >=0.1, <2"),
        (fields.Requirement, "polymath~=0.1"),
        (fields.TaskPlace, "legal/clause-type"),
        (fields.LabelName, "late fee"),
        (fields.LabelName, "세금"),
    ],
    ids=str,
)
def test_value_of_the_format_is_taken(field: object, value: str) -> None:
    assert TypeAdapter(field).validate_python(value) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (fields.Name, "clause--type"),
        (fields.Name, "-a"),
        (fields.Name, "1a"),
        (fields.Name, "a\n"),
        (fields.Name, "lpt1"),
        (fields.Name, "gesetz-ü"),
        (fields.Version, "1.0"),
        (fields.Version, "01.0.0"),
        (fields.Version, "v1.0.0"),
        (fields.Language, "en_US"),
        (fields.Language, "English"),
        (fields.Jurisdiction, "kr"),
        (fields.Licence, "CC BY 4.0"),
        (fields.Requirement, "polymath~=1"),
        (fields.Requirement, f"polymath>={'9' * 5_000}"),
        (fields.Date, "2026-13-01"),
        (fields.Date, "24.11.2026"),
        (fields.TaskPlace, "legal"),
        (fields.LabelName, " food"),
        (fields.LabelName, "two\nlines"),
        (fields.LabelName, "fo\u200bod"),
        (fields.Text, " \n"),
        (fields.Digest, "A" * 64),
    ],
    ids=lambda value: str(value)[:40],
)
def test_value_outside_the_format_is_refused_in_few_words(field: object, value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(field).validate_python(value)
    assert all(len(problem["msg"]) < 200 for problem in caught.value.errors())


def test_rule_stands_in_the_json_schema() -> None:
    schema = TypeAdapter(fields.Digest).json_schema()
    assert schema["pattern"] == "^(?:[0-9a-f]{64})$" and "sha256" in schema["description"]
