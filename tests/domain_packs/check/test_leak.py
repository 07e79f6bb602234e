from __future__ import annotations

from domain_packs.check import leak
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from tests.packs import make_pack, make_task

CLAUSE = "Each party keeps the other's documents secret for five years after the contract ends."
REWORDED = "Each party keeps the other's documents secret for two years after the contract ends."
OTHER = "Rent falls due on the first working day of each month, in advance and without deduction."


def leaks(tools: Tools, question: str = "What is this?", **splits: list[str]) -> list[Finding]:
    rows = {split: [(text, "x") for text in texts] for split, texts in splits.items()}
    row = {"id": "q-1", "question": question, "task": "task", "language": "en"}
    return list(leak.check(make_pack(make_task(**rows), questions=[row]), tools))


def test_held_out_row_like_an_example_is_named(tools: Tools) -> None:
    found = leaks(tools, examples=[CLAUSE], test=[OTHER, REWORDED])
    assert [(one.file, one.line) for one in found] == [("tasks/task/test.jsonl", 2)]


def test_test_row_like_a_dev_row_is_named(tools: Tools) -> None:
    found = leaks(tools, examples=[OTHER], dev=[CLAUSE], test=[REWORDED])
    assert "e-1" not in found[0].message and "(dev.jsonl)" in found[0].message


def test_same_row_in_dev_and_test_is_named(tools: Tools) -> None:
    assert len(leaks(tools, examples=[OTHER], dev=[CLAUSE], test=[CLAUSE])) == 1


def test_leak_that_the_reader_names_is_not_named_again(tools: Tools) -> None:
    assert leaks(tools, examples=[CLAUSE], test=[CLAUSE.upper()]) == []


def test_question_made_of_a_row_is_named(tools: Tools) -> None:
    found = leaks(tools, question=f'hey, what is this: "{CLAUSE}"', examples=[OTHER, CLAUSE])
    assert [(one.file, one.line) for one in found] == [("questions.jsonl", 1)]
    assert "e-2" in found[0].message


def test_term_may_stand_in_a_question_and_in_a_row(tools: Tools) -> None:
    assert leaks(tools, question="what is force majeure", examples=["force majeure"]) == []
