from __future__ import annotations

import pytest

from domain_packs.outputs import OutputForm, entities, form_of, json_object
from domain_packs.pack import Example


def rows(*outputs: str) -> list[Example]:
    return [Example(id=f"r{n}", input="x", output=text) for n, text in enumerate(outputs)]


def test_fields_are_those_that_nine_of_ten_agree_on() -> None:
    usual, other = '{"name": "a", "day": null}', '{"day": null, "name": "a"}'
    assert form_of("extraction", rows(*[usual] * 9, other)).fields == ("name", "day")
    assert form_of("extraction", rows(*[usual] * 8, other, "x")) == OutputForm()


def test_types_are_those_of_all_entities() -> None:
    found = form_of("ner", rows('[{"text": "a", "type": "z"}, {"text": "b", "type": "c"}]', "[]"))
    assert found.types == ("c", "z")


@pytest.mark.parametrize("kind", ["classification", "qa", "drafting"])
def test_words_have_no_form(kind: str) -> None:
    assert form_of(kind, rows('{"a": 1}')) == OutputForm()


@pytest.mark.parametrize("text", ["", "x", "[1]", "{", "[" * 100_000, '"{}"'], ids=lambda t: t[:9])
def test_what_is_no_json_object_is_none(text: str) -> None:
    assert json_object(text) is None


@pytest.mark.parametrize(
    "text", ["{}", '["a"]', '[{"text": "a"}]', '[{"text": 1, "type": "b"}]', "[" * 100_000]
)
def test_what_are_no_entities_is_none(text: str) -> None:
    assert entities(text[:99_999]) is None
