from __future__ import annotations

import pytest

from domain_packs.findings import Finding
from domain_packs.pack import Question
from domain_packs.rows import check_adapters, check_questions, check_task
from tests.packs import make_pack, make_task

CLAUSES = {
    "labels": ["payment", "term"],
    "examples": [("You pay in 30 days.", "payment"), ("It lasts a year.", "term")],
}


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


def test_sound_task_has_no_finding() -> None:
    assert not list(check_task(make_task(**CLAUSES, test=[("It ends in May.", "term")])))


def test_id_that_stands_twice_in_a_file_is_refused() -> None:
    rows = [{"id": "a", "input": f"row {n}", "output": "x"} for n in range(2)]
    found = only(list(check_task(make_task(examples=rows))))
    assert (found.level, found.kind, found.line) == ("error", "duplicate-id", 2)
    assert "examples.jsonl:1" in found.message


def test_id_that_stands_in_two_splits_is_refused() -> None:
    row = {"id": "a", "output": "x"}
    task = make_task(examples=[row | {"input": "one"}], test=[row | {"input": "two"}])
    found = only(list(check_task(task)))
    assert (found.file, found.line) == ("tasks/task/test.jsonl", 1)


@pytest.mark.parametrize(
    ("output", "remedy"),
    [
        ("Payment", "Did you mean 'payment'?"),
        ("paymnt", "Did you mean 'payment'?"),
        ("notice", "Labels: payment, term."),
    ],
)
def test_output_that_is_no_label_is_refused_with_the_nearest(output: str, remedy: str) -> None:
    examples = [*CLAUSES["examples"], ("Third.", output)]
    found = only(list(check_task(make_task(labels=CLAUSES["labels"], examples=examples))))
    assert (found.level, found.kind, found.line) == ("error", "unknown-label", 3)
    assert found.remedy == remedy


def test_answer_of_qa_must_begin_with_a_label() -> None:
    rows = [("a + b?", "MAJOR: avoid."), ("a + c?", "Avoid."), ("a + d?", "Major: avoid.")]
    task = make_task(kind="qa", labels=["MAJOR", "MINOR"], examples=rows)
    assert [found.line for found in check_task(task)] == [2, 3]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("classification", ["only"]),
        ("classification", ["twice", "twice", "other"]),
        ("qa", ["A: b", "C"]),
    ],
)
def test_labels_that_can_not_work_are_refused(kind: str, labels: list[str]) -> None:
    task = make_task(kind=kind, labels=labels, examples=[("x", labels[0])])
    assert "labels" in [found.kind for found in check_task(task)]


def test_labels_of_a_kind_that_has_none_are_refused() -> None:
    task = make_task(kind="summarisation", labels=["a", "b"], examples=[("x", "a")])
    found = only(list(check_task(task)))
    assert "summarisation" in found.message and found.file == "tasks/task/task.yaml"


def test_task_that_answers_by_keys_needs_them_in_its_examples() -> None:
    rows = [{"id": "a", "input": "x", "output": "y", "keys": [["x"]]}]
    rows.append({"id": "b", "input": "z", "output": "y"})
    found = only(list(check_task(make_task(match="keys", examples=rows))))
    assert (found.kind, found.line) == ("missing-key", 2)


@pytest.mark.parametrize("split", ["dev", "test"])
def test_exact_leak_is_refused_and_disguised_leak_is_advice(split: str) -> None:
    held = [("You pay in 30 days.", "term"), ("ｙou  PAY in 30 days.", "term"), ("New.", "term")]
    findings = list(check_task(make_task(**CLAUSES, **{split: held})))
    assert [(found.level, found.line) for found in findings] == [("error", 1), ("advice", 2)]
    assert {found.kind for found in findings} == {"leak"}
    assert {found.file for found in findings} == {f"tasks/task/{split}.jsonl"}


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"task": "unknown"}, "unknown-task"),
        ({"task": "task", "elsewhere": "other/task"}, "wrong-value"),
        ({"id": "q-1", "task": None}, "duplicate-id"),
    ],
)
def test_faulty_question_is_refused_with_its_line(row: dict[str, str | None], kind: str) -> None:
    good = {"id": "q-1", "question": "How?", "task": "task", "language": "en"}
    rows = [(1, Question(**good)), (4, Question(**(good | {"id": "q-2"} | row)))]
    found = only(list(check_questions(make_pack(make_task()).manifest, rows)))
    assert (found.file, found.line, found.kind) == ("questions.jsonl", 4, kind)


def test_adapter_folder_without_its_files_is_refused() -> None:
    files = {"adapters/a/adapter.yaml": 1}
    findings = list(check_adapters(make_pack(make_task()).manifest, {}, files))
    assert [found.kind for found in findings] == ["missing-file"] * 2
