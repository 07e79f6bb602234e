from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain_packs import limits
from domain_packs.errors import PackError, PackNotFoundError
from domain_packs.findings import Finding
from domain_packs.reader import load_pack, read_pack
from tests.packs import KITCHEN, copy_kitchen, edit_row, edit_yaml, write_pack

COMPLAINTS = "tasks/complaint/examples.jsonl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_kitchen(tmp_path / "kitchen")


def errors_of(folder: Path) -> list[tuple[str, int | None, str]]:
    return [(f.file, f.line, f.kind) for f in read_pack(folder)[1] if f.level == "error"]


def only(folder: Path) -> Finding:
    findings = read_pack(folder)[1]
    assert len(findings) == 1, findings
    return findings[0]


def append(path: Path, line: str | bytes) -> None:
    with path.open("ab") as file:
        file.write(line.encode() if isinstance(line, str) else line)


def test_good_pack_is_read_whole() -> None:
    pack = load_pack(KITCHEN)
    assert (pack.name, pack.version, list(pack.tasks)) == (
        "kitchen",
        "1.0.0",
        ["complaint", "booking", "dish"],
    )
    complaint = pack.tasks["complaint"]
    assert complaint.labels == ("food", "staff", "bill")
    assert (len(complaint.examples), len(complaint.test), len(complaint.dev)) == (24, 6, 0)
    assert pack.tasks["booking"].form.fields == ("name", "guests", "day", "time")
    assert len(pack.questions) == 11 and pack.questions[7].task is None


def test_rows_keep_their_lines_across_blank_ones(folder: Path) -> None:
    path = folder / COMPLAINTS
    path.write_text("\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    line, row = next(load_pack(folder).tasks["complaint"].numbered("examples"))
    assert (line, row.id) == (3, "c-01")


def test_byte_order_mark_and_windows_line_ends_change_nothing_but_the_digest(folder: Path) -> None:
    before = load_pack(folder)
    for path in [*folder.rglob("*.yaml"), *folder.rglob("*.jsonl")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    after = load_pack(folder)
    assert after.tasks == before.tasks and after.questions == before.questions
    assert after.digest != before.digest


def test_no_as_a_language_is_norwegian(folder: Path) -> None:
    text = (folder / "pack.yaml").read_text(encoding="utf-8")
    (folder / "pack.yaml").write_text(text.replace("[en, ko]", "[no, en, ko]"), encoding="utf-8")
    assert load_pack(folder).manifest.languages == ["no", "en", "ko"]


def test_line_separator_inside_a_row_does_not_end_it(folder: Path) -> None:
    edit_row(folder / COMPLAINTS, 2, input="Cold\u2028soup\u2029and\u0020burnt bread")
    rows = load_pack(folder).tasks["complaint"].examples
    assert len(rows) == 24 and "\u2028" in rows[1].input


def test_missing_folder_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(PackNotFoundError, match="no pack folder"):
        read_pack(tmp_path / "nowhere")


def test_folder_without_pack_yaml_says_what_makes_one(tmp_path: Path) -> None:
    assert "packs new" in only(tmp_path).remedy


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Root may read everything: whoever runs the tests as root becomes nobody for a while."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


@pytest.mark.parametrize("locked", [".", "tasks/dish", "tasks/dish/task.yaml", ".."])
def test_what_may_not_be_read_is_named(
    folder: Path, locked: str, request: pytest.FixtureRequest
) -> None:
    for parent in list(folder.parents)[:-2]:
        if parent.stat().st_uid == os.getuid():
            parent.chmod(0o755)
    place = folder / locked
    place.chmod(0)
    request.getfixturevalue("unprivileged")
    try:
        with pytest.raises(PackError, match="Permission denied") as caught:
            read_pack(folder)
        assert "permissions" in caught.value.remedy
    finally:
        os.seteuid(os.getuid())
        place.chmod(0o755)


def test_pipe_in_the_folder_does_not_hang_the_reader(folder: Path) -> None:
    (folder / COMPLAINTS).unlink()
    os.mkfifo(folder / COMPLAINTS)
    assert errors_of(folder)[0] == (COMPLAINTS, None, "foreign-file")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('{"id": "x", "input": "a", "output": "food"', "syntax"),
        ('["x"]', "syntax"),
        ("null", "syntax"),
        ('{"id": "x", "id": "y", "input": "a", "output": "food"}', "syntax"),
        ("[" * 100_000, "syntax"),
        ('{"id": "x", "input": "a", "output": "food", "n": ' + "9" * 4301 + "}", "syntax"),
        ('{"id": "x", "input": "a", "output": "food", "n": NaN}', "syntax"),
        ('{"id": "x", "input": "a"}', "missing-key"),
        ('{"id": "x", "input": "a", "output": "food", "langauge": "en"}', "unknown-key"),
        ('{"id": "x", "input": 5, "output": "food"}', "wrong-value"),
        ('{"id": "x", "input": " \\n ", "output": "food"}', "wrong-value"),
        ('{"id": "x y", "input": "a", "output": "food"}', "wrong-value"),
        ('{"id": "x\\n", "input": "a", "output": "food"}', "wrong-value"),
        ('{"id": "x", "input": "a", "output": "food", "language": "english"}', "wrong-value"),
        ('{"id": "x", "input": "a", "output": "food", "valid_until": "2026-02-30"}', "wrong-value"),
        ('{"id": "x", "input": "a", "output": "food", "valid_until": 20261124}', "wrong-value"),
        ('{"id": "x", "input": "a", "output": "food", "jurisdiction": "usa"}', "wrong-value"),
        ('{"id": "x", "input": "a", "output": "food", "licence": "CC BY"}', "wrong-value"),
        ('{"id": "x", "input": "a", "output": "food", "keys": [[]]}', "wrong-value"),
        ('{"id": "x", "input": "a\\u0000b", "output": "food"}', "control-character"),
        ('{"id": "x", "input": "a\\ud800b", "output": "food"}', "wrong-value"),
        ('{"id": "x", "input": "a\\u001b[31mb", "output": "food"}', "control-character"),
        ('{"id": "x", "input": "a\\r\\nb", "output": "food"}', "control-character"),
        ('{"id": "x", "input": "%s", "output": "food"}' % ("a" * limits.ROW_BYTES), "too-large"),
        ('{"id": "x", "input": "%s", "output": "food"}' % ("글" * 90_000), "too-large"),
        (b'{"id": "x", "input": "\xff", "output": "food"}', "encoding"),
        (b'{"id": "x", "input": "a\x00", "output": "food"}', "control-character"),
        ("\r", "control-character"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_faulty_row_is_refused_with_file_and_line(
    folder: Path, line: str | bytes, kind: str
) -> None:
    append(folder / COMPLAINTS, line)
    assert (COMPLAINTS, 25, kind) in errors_of(folder)


def test_misspelt_key_is_answered_with_the_nearest_right_name(folder: Path) -> None:
    edit_row(folder / COMPLAINTS, 3, langauge="en")
    assert only(folder).remedy == "Did you mean 'language'?"


def test_hidden_character_in_a_row_is_advice(folder: Path) -> None:
    edit_row(folder / COMPLAINTS, 4, input="The soup \u202ewas cold")
    found = only(folder)
    assert (found.level, found.line, found.kind) == ("advice", 4, "hidden-character")


def test_more_rows_than_allowed_are_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "p", {"task": {"examples": [("a", "b")]}})
    append(folder / "tasks/task/examples.jsonl", "\n" * (limits.ROWS + 1))
    assert ("tasks/task/examples.jsonl", None, "too-large") in errors_of(folder)


@pytest.mark.parametrize(
    ("old", "new", "line", "kind"),
    [
        ("version:", "vresion:", 2, "unknown-key"),
        ('"1.0.0"', "1.0", 2, "wrong-value"),
        ('"1.0.0"', '"1.0"', 2, "wrong-value"),
        ('"1.0.0"', "1", 2, "wrong-value"),
        ("name: kitchen", "name: Kitchen", 1, "wrong-value"),
        ("name: kitchen", "name: con", 1, "wrong-value"),
        ("name: kitchen", 'name: "kitchen\\n"', 1, "wrong-value"),
        ("name: kitchen", f"name: {'k' * 65}", 1, "wrong-value"),
        ("[en, ko]", "en", 5, "wrong-value"),
        ("[en, ko]", "[]", 5, "wrong-value"),
        ("[en, ko]", "[en, 5]", 5, "wrong-value"),
        ("[complaint, booking, dish]", "[complaint, booking, dish, dish]", None, "wrong-value"),
        ("polymath>=0.1", "polymath>=900", None, "requires"),
        ("polymath>=0.1", "torch>=2", 8, "wrong-value"),
        ("title: A", "title: &x A", 3, "syntax"),
        ("title: A", "title: !!str A", 3, "syntax"),
        ("title: A", "title: A\ntitle: B", 4, "syntax"),
        ("title: A", "title: A\u202e", 3, "hidden-character"),
        ("title: A restaurant's front desk", 'title: "A\\u202e"', 3, "hidden-character"),
        ("title: A restaurant's front desk", 'title: "A\\e[31m"', 3, "control-character"),
        ("title: A restaurant's front desk", 'title: "A\\0"', 3, "control-character"),
        ("title: A", "title: A\x1b[31m", 3, "control-character"),
        ("  disclaimer", "  sensitive: 'yes'\n  disclaimer", 11, "wrong-value"),
        ("  disclaimer", "  sensitive: 1\n  disclaimer", 11, "wrong-value"),
        ("  disclaimer", "  red_flag: []\n  disclaimer", 11, "unknown-key"),
    ],
)
def test_faulty_manifest_is_refused_with_file_and_line(
    folder: Path, old: str, new: str, line: int | None, kind: str
) -> None:
    text = (folder / "pack.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "pack.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert errors_of(folder)[0] == ("pack.yaml", line, kind)


def test_unknown_key_inside_a_part_gets_that_parts_names(folder: Path) -> None:
    text = (folder / "pack.yaml").read_text(encoding="utf-8")
    (folder / "pack.yaml").write_text(text.replace("  disclaimer", "  disclaimr"), encoding="utf-8")
    found = only(folder)
    assert "'policy.disclaimr'" in found.message and "'disclaimer'" in found.remedy


@pytest.mark.parametrize("shots", [True, "4", 4.0, 9, -1])
def test_wrong_kind_of_number_is_refused(folder: Path, shots: object) -> None:
    edit_yaml(folder / "tasks/dish/task.yaml", shots=shots)
    assert errors_of(folder)[0][2] == "wrong-value"


def test_task_without_rows_says_where_they_go(folder: Path) -> None:
    (folder / "tasks/dish/examples.jsonl").write_text("\n")
    assert errors_of(folder) == [("tasks/dish/examples.jsonl", None, "missing-file")]


def test_task_whose_every_row_is_refused_is_not_called_empty(folder: Path) -> None:
    (folder / "tasks/dish/examples.jsonl").write_text("{}\n")
    assert {kind for _, _, kind in errors_of(folder)} == {"missing-key"}


def test_listed_and_unlisted_tasks_must_agree(folder: Path) -> None:
    edit_yaml(folder / "pack.yaml", tasks=["complaint", "booking", "dessert"])
    questions = folder / "questions.jsonl"
    questions.unlink()
    assert errors_of(folder) == [
        ("tasks/dish", None, "unlisted-task"),
        ("tasks/dessert/task.yaml", None, "missing-file"),
    ]


def test_every_problem_is_reported_at_once(folder: Path) -> None:
    edit_row(folder / COMPLAINTS, 5, output="fod")
    edit_row(folder / "tasks/booking/test.jsonl", 1, id="b-01")
    edit_yaml(folder / "tasks/dish/task.yaml", metric="bleu")
    (folder / "run.py").touch()
    assert {(file, kind) for file, _, kind in errors_of(folder)} == {
        (COMPLAINTS, "unknown-label"),
        ("tasks/booking/test.jsonl", "duplicate-id"),
        ("tasks/dish/task.yaml", "wrong-value"),
        ("run.py", "foreign-file"),
    }
    with pytest.raises(PackError, match=r"can't be used: .*\(and 3 more\)") as caught:
        load_pack(folder)
    assert len(caught.value.findings) == 4


@pytest.mark.parametrize("path", ["README.md", "LICENSE", "CHANGELOG.md", "SOURCES.md"])
def test_text_that_could_steer_a_terminal_is_refused(folder: Path, path: str) -> None:
    append(folder / path, "\nhello \x1b]0;title\x07")
    found = only(folder)
    assert (found.file, found.kind, found.level) == (path, "control-character", "error")


def test_scorecard_must_be_json(folder: Path) -> None:
    (folder / "scorecard.json").write_text('{"a": 1,\n "a": 2}')
    assert only(folder).kind == "syntax"


def adapter(**changes: object) -> str:
    manifest = {
        "name": "dish",
        "version": "1.0.0",
        "base_model": "some/model",
        "base_revision": "a" * 40,
        "technique": "sft",
        "tasks": ["dish"],
        "trained_on_sha256": "b" * 64,
        "seed": 1,
        "metrics": {"rouge_l": 0.5},
        "recipe": {"rank": 8, "rslora": True, "note": None},
    }
    return json.dumps(manifest | changes)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"base_revision": "main"}, "wrong-value"),
        ({"trained_on_sha256": "B" * 64}, "wrong-value"),
        ({"seed": True}, "wrong-value"),
        ({"metrics": {"rouge_l": "high"}}, "wrong-value"),
        ({"tasks": ["wine"]}, "unknown-task"),
        ({"name": "other"}, "wrong-value"),
        ({"auto_mapping": {}}, "unknown-key"),
    ],
)
def test_faulty_adapter_manifest_is_refused(
    folder: Path, changes: dict[str, object], kind: str
) -> None:
    base = folder / "adapters/dish"
    base.mkdir(parents=True)
    (base / "adapter_config.json").write_text("{}")
    (base / "adapter_model.safetensors").write_bytes(b"")
    (base / "adapter.yaml").write_text(adapter())
    assert load_pack(folder).adapters[0].recipe == {"rank": 8, "rslora": True, "note": None}
    (base / "adapter.yaml").write_text(adapter(**changes))
    assert [found[2] for found in errors_of(folder)] == [kind]
