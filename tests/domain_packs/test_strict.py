from __future__ import annotations

import time

import pytest
import yaml

from domain_packs import limits
from domain_packs.strict import SyntaxFault, parse_json, parse_yaml

#: Both of PyYAML's parsers: a machine may have the one without libyaml.
both_parsers = pytest.mark.parametrize(
    "loader", [yaml.CSafeLoader, yaml.SafeLoader], ids=["c", "python"]
)


def fault_of(text: str, loader: type) -> SyntaxFault:
    with pytest.raises(SyntaxFault) as caught:
        parse_yaml(text, loader=loader)
    return caught.value


@both_parsers
class TestYaml:
    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("no", "no"),
            ("Yes", "Yes"),
            ("on", "on"),
            ("2026-11-24", "2026-11-24"),
            ("12:30", "12:30"),
            ("0o17", "0o17"),
            ("1_000", "1_000"),
            ("012", "012"),
            (".inf", ".inf"),
            ("1e999", "1e999"),
            ("true", True),
            ("False", False),
            ("null", None),
            ("~", None),
            ("", None),
            ("42", 42),
            ("-7", -7),
            ("1.5", 1.5),
            ("'1.5'", "1.5"),
            ('"true"', "true"),
            ("9" * 4300, "9" * 4300),
        ],
    )
    def test_scalar_means_what_is_written(self, loader: type, written: str, value: object) -> None:
        assert parse_yaml(f"key: {written}\n", loader=loader)[0] == {"key": value}

    def test_lines_are_those_of_keys_and_items(self, loader: type) -> None:
        text = "a: 1\nb:\n  c: >-\n    long\n    text\n  d:\n    - x\n    - y\n"
        value, lines = parse_yaml(text, loader=loader)
        assert value == {"a": 1, "b": {"c": "long text", "d": ["x", "y"]}}
        assert lines == {
            (): 1,
            ("a",): 1,
            ("b",): 2,
            ("b", "c"): 3,
            ("b", "d"): 6,
            ("b", "d", 0): 7,
            ("b", "d", 1): 8,
        }

    @pytest.mark.parametrize(
        ("text", "line", "said"),
        [
            ("a: &x 1\nb: 2\n", 1, "anchors"),
            ("b: 2\na: *x\n", 2, "anchors"),
            ("a: &x {b: 1}\nc:\n  <<: *x\n", 1, "anchors"),
            ("a: 1\nb: !!python/object/apply:os.system [id]\n", 2, "tag"),
            ("a: !local x\n", 1, "tag"),
            ("a: 1\nb: 2\na: 3\n", 3, "twice"),
            ("a: {b: 1, b: 2}\n", 1, "twice"),
            ("a: 1\n---\nb: 2\n", 2, "document"),
            ("? [a, b]\n: 1\n", 1, "key"),
            ("? {a: b}\n: 1\n", 1, "key"),
            ("a: 'b\n", 2, "not valid YAML"),
            ("a:\n\t- b\n", 2, "not valid YAML"),
            ("a: b\x07c\n", 1, "not valid YAML"),
            ("x: 1\na: '\ud800'\n", 2, "not valid YAML"),
            ("x: 1\na: b\u2028c\n", 2, "U+2028"),
            ("[" * 1_000, 1, "deeper"),
            ("- " * 10_000, 1, "deeper"),
            ("{a: " * 10_000, 1, "deeper"),
        ],
        ids=lambda value: repr(value)[:30] if isinstance(value, str) else str(value),
    )
    def test_what_is_not_plain_data_is_refused_with_its_line(
        self, loader: type, text: str, line: int, said: str
    ) -> None:
        fault = fault_of(text, loader)
        assert said in fault.message
        assert said == "not valid YAML" or fault.line == line

    def test_nesting_to_the_limit_is_read(self, loader: type) -> None:
        depth = limits.YAML_DEPTH
        assert parse_yaml("[" * depth + "]" * depth, loader=loader)[0] is not None
        assert "deeper" in fault_of("[" * (depth + 1) + "]" * (depth + 1), loader).message

    def test_merge_key_bomb_is_refused_at_once(self, loader: type) -> None:
        bomb = "a0: &a0 {x: 1}\n" + "".join(
            f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 9)
        )
        started = time.perf_counter()
        fault_of(bomb, loader)
        assert time.perf_counter() - started < 1

    def test_merge_key_without_alias_is_a_key_like_any_other(self, loader: type) -> None:
        assert parse_yaml("<<: {a: 1}\n", loader=loader)[0] == {"<<": {"a": 1}}

    def test_message_of_a_giant_key_is_short(self, loader: type) -> None:
        assert len(fault_of(f"{{{'k' * 900}: 1, {'k' * 900}: 2}}", loader).message) < 200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not valid JSON"),
        ("", "not valid JSON"),
        ("{'a': 1}", "not valid JSON"),
        ('{"a": 1} {"b": 2}', "not valid JSON"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"x": {"a": 1, "a": 1}}', "twice"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "Infinity"),
        ('{"a": 1e999}', "too large"),
        ('{"a": ' + "9" * 4301 + "}", "too long"),
        ("[" * 100_000, "nested"),
        ('{"a": "b\nc"}', "not valid JSON"),
    ],
    ids=lambda text: repr(text)[:24],
)
def test_json_that_is_ambiguous_or_hostile_is_refused(text: str, said: str) -> None:
    with pytest.raises(SyntaxFault, match=said):
        parse_json(text)


def test_json_of_every_kind_is_read() -> None:
    text = '{"a": [1, -2.5, true, null, "\\u00e9\\u2028"]}'
    assert parse_json(text) == {"a": [1, -2.5, True, None, "é\u2028"]}
