from __future__ import annotations

from domain_packs.check import few_examples, long_example, prompt_budget
from domain_packs.check.tools import Tools
from tests.packs import make_pack, make_task

SENTENCE = "The lamp on the pier was lit by a boy who never grew tired of the sea. "


def test_long_rows_make_a_long_prompt(tools: Tools) -> None:
    rows = [(SENTENCE * 20, f"answer {number}") for number in range(10)]
    findings = list(prompt_budget.check(make_pack(make_task(examples=rows, shots=8)), tools))
    assert "A prompt of 8 examples" in findings[0].message and "e-1" in findings[0].message


def test_fewer_shots_make_it_fit(tools: Tools) -> None:
    rows = [(SENTENCE * 20, f"answer {number}") for number in range(10)]
    assert list(prompt_budget.check(make_pack(make_task(examples=rows, shots=2)), tools)) == []


def test_task_without_shots_or_rows_is_measured_too(tools: Tools) -> None:
    pack = make_pack(make_task("a", examples=[("x", "y")], shots=0), make_task("b"))
    assert list(prompt_budget.check(pack, tools)) == []
    assert list(few_examples.check(pack, tools)) == []


def test_example_ten_times_the_median_is_named(tools: Tools) -> None:
    rows = [
        (SENTENCE, "x"),
        *((f"question {n}", "an answer") for n in range(9)),
        (SENTENCE * 9, "x"),
    ]
    findings = list(long_example.check(make_pack(make_task(examples=rows)), tools))
    assert [found.line for found in findings] == [11]
