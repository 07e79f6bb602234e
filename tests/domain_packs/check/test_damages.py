"""A good pack is damaged in each of the ways that the check knows, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from domain_packs.check import CHECKS, check_pack
from domain_packs.check.tools import Tools
from domain_packs.reader import read_pack
from domain_packs.store import BUNDLED
from tests.packs import edit_row, edit_yaml, read_rows, write_rows

COMPLAINTS = "tasks/complaint/examples.jsonl"
COMPLAINT_TESTS = "tasks/complaint/test.jsonl"
COMPLAINT_TASK = "tasks/complaint/task.yaml"
BOOKINGS = "tasks/booking/examples.jsonl"
DISHES = "tasks/dish/examples.jsonl"
DISH_TASK = "tasks/dish/task.yaml"

Damage = Callable[[Path], object]


def change(path: str, line: int, **changes: object) -> Damage:
    return lambda folder: edit_row(folder / path, line, **changes)


def change_task(path: str, **changes: object) -> Damage:
    return lambda folder: edit_yaml(folder / path, **changes)


def remove(path: str) -> Damage:
    return lambda folder: (folder / path).unlink()


def keep_rows(path: str, kept: Callable[[dict[str, object]], bool]) -> Damage:
    return lambda folder: write_rows(folder / path, filter(kept, read_rows(folder / path)))


def inputs(path: str, first: int, texts: list[str]) -> Damage:
    """Puts `texts` into the inputs of the rows from line `first` on."""

    def damage(folder: Path) -> None:
        for line, text in enumerate(texts, first):
            edit_row(folder / path, line, input=text)

    return damage


def one_label(folder: Path) -> None:
    task = folder / COMPLAINT_TASK
    labels = [{"name": name} for name in ("food", "staff", "bill", "noise")]
    edit_yaml(task, labels=labels)


def twin_labels(folder: Path) -> None:
    one_label(folder)
    names = ("food", "staff", "bill", "Staff")
    edit_yaml(folder / COMPLAINT_TASK, labels=[{"name": name} for name in names])
    edit_row(folder / COMPLAINTS, 9, output="Staff")
    edit_row(folder / COMPLAINTS, 10, output="Staff")
    edit_row(folder / COMPLAINTS, 11, output="Staff")
    edit_row(folder / COMPLAINTS, 12, output="Staff")


TEMPLATE = [
    "The soup was cold and the waiter was rude.",
    "The steak was burnt and the waiter was slow.",
    "The risotto was salty and the waiter was unfriendly.",
    "The pizza was soggy and the waiter was late.",
]
OFF_TOPIC = "Install the graphics driver, then reboot the laptop into safe mode."
FOREIGN = [
    OFF_TOPIC,
    "The derivative of a polynomial of degree three is a polynomial of degree two.",
    "Shares of the shipping company fell after the central bank raised rates.",
]
COLD_SOUP = [
    "My soup was cold.",
    "The soup they brought me was cold.",
    "I got served cold soup.",
    "Why was the soup so cold?",
    "We were given soup that was cold.",
    "Soup arrived cold at our table!",
    "Not happy: cold soup again.",
    "The soup had gone cold.",
    "Cold soup, really disappointing.",
    "Your soup was served cold to my wife.",
    "It is a shame that the soup was cold.",
    "Both of our soups were cold.",
]


def foreign_questions(folder: Path) -> None:
    for line, text in enumerate(FOREIGN[:2], 1):
        edit_row(folder / "questions.jsonl", line, question=text)


LONG_SENTENCE = "It is served at weddings, at funerals and whenever somebody has a birthday. " * 12

#: (kind, file, line, damage)
DAMAGES: list[tuple[str, str, int | None, Damage]] = [
    ("missing-part", "README.md", None, remove("README.md")),
    ("missing-part", "LICENSE", None, remove("LICENSE")),
    ("missing-part", "SOURCES.md", None, remove("SOURCES.md")),
    ("missing-part", "questions.jsonl", None, remove("questions.jsonl")),
    (
        "missing-part",
        "questions.jsonl",
        None,
        keep_rows("questions.jsonl", lambda row: row["task"] != "dish"),
    ),
    (
        "missing-part",
        "questions.jsonl",
        None,
        keep_rows("questions.jsonl", lambda row: row["task"] is not None),
    ),
    ("missing-part", DISH_TASK, None, change_task(DISH_TASK, asks=None)),
    ("missing-part", COMPLAINT_TESTS, None, remove(COMPLAINT_TESTS)),
    ("licence", COMPLAINTS, 3, change(COMPLAINTS, 3, licence="CC-BY-SA-4.0")),
    ("licence", COMPLAINTS, 4, change(COMPLAINTS, 4, licence="CC-BY-NC-4.0")),
    ("licence", "pack.yaml", None, change_task("pack.yaml", licence="CC-BY-5.0")),
    ("expired", DISHES, 5, change(DISHES, 5, valid_until="2026-11-23")),
    ("expired", DISHES, 6, change(DISHES, 6, valid_until="2026-12-31")),
    ("review", DISHES, 7, change(DISHES, 7, reviewed_on="2026-01-31")),
    ("review", DISHES, 7, change(DISHES, 7, reviewed_on="2027-01-31", reviewed_by="A cook")),
    ("language", COMPLAINTS, 11, change(COMPLAINTS, 11, language="ko")),
    ("language", COMPLAINTS, 14, change(COMPLAINTS, 14, language="en")),
    ("language", COMPLAINTS, 1, change(COMPLAINTS, 1, language="fr")),
    ("language", DISH_TASK, None, change_task(DISH_TASK, languages=["en", "ja"])),
    ("label-spelling", COMPLAINT_TASK, None, twin_labels),
    ("empty-label", COMPLAINT_TASK, None, one_label),
    (
        "label-balance",
        COMPLAINTS,
        None,
        keep_rows(COMPLAINTS, lambda row: row["output"] != "bill" or row["id"] == "c-17"),
    ),
    ("few-examples", DISHES, None, keep_rows(DISHES, lambda row: row["id"] in ("d-01", "d-02"))),
    ("metric", DISH_TASK, None, change_task(DISH_TASK, metric="accuracy")),
    ("json-output", BOOKINGS, 2, change(BOOKINGS, 2, output="Osei, two, tomorrow at 12:30")),
    (
        "json-output",
        BOOKINGS,
        2,
        change(BOOKINGS, 2, output='{"guests": 2, "name": "O", "day": null, "time": null}'),
    ),
    (
        "json-output",
        BOOKINGS,
        2,
        change(BOOKINGS, 2, output='{"name":"O","guests":2,"day":null,"time":null}'),
    ),
    ("output-format", DISHES, 8, change(DISHES, 8, output="A soft, sour Ethiopian flatbread")),
    ("output-format", DISHES, 8, change(DISHES, 8, output="Answer: A sour Ethiopian flatbread.")),
    ("output-format", DISHES, 8, change(DISHES, 8, output='"A sour Ethiopian flatbread."')),
    ("output-format", DISHES, 8, change(DISHES, 8, output="A sour Ethiopian flatbread. ")),
    ("output-length", DISHES, 8, change(DISHES, 8, output=LONG_SENTENCE.strip())),
    ("output-length", DISHES, 8, change(DISHES, 8, output="Bread.")),
    (
        "leak",
        COMPLAINT_TESTS,
        1,
        change(
            COMPLAINT_TESTS, 1, input="The risotto arrived lukewarm, tasted of nothing but salt."
        ),
    ),
    (
        "leak",
        "questions.jsonl",
        1,
        change(
            "questions.jsonl",
            1,
            question='which? "The oysters smelled wrong and we both felt sick the next morning"',
        ),
    ),
    (
        "near-duplicate",
        COMPLAINTS,
        2,
        change(COMPLAINTS, 2, input="The risotto arrived cold and tasted of nothing but salt."),
    ),
    (
        "near-duplicate",
        "questions.jsonl",
        9,
        change(
            "questions.jsonl", 9, question="when does the cleaning crew come on public holidays"
        ),
    ),
    ("template", COMPLAINTS, 9, inputs(COMPLAINTS, 9, TEMPLATE)),
    ("coverage", COMPLAINT_TESTS, 1, inputs(COMPLAINT_TESTS, 1, FOREIGN)),
    ("coverage", "questions.jsonl", 1, foreign_questions),
    ("one-cluster", COMPLAINTS, 1, inputs(COMPLAINTS, 1, COLD_SOUP)),
    ("off-topic", COMPLAINTS, 5, change(COMPLAINTS, 5, input=OFF_TOPIC)),
    ("long-example", DISHES, 3, change(DISHES, 3, input="spanakopita " * 120)),
    ("prompt-budget", DISH_TASK, None, change_task(DISH_TASK, max_answer_tokens=2_000)),
]


#: A row under another language's tag is compared with that language's rows.
CONSEQUENCES = {"language": {"off-topic"}}


def found(folder: Path, tools: Tools) -> list[tuple[str, str, int | None]]:
    pack, findings = read_pack(folder)
    assert pack is not None and not findings, findings
    advice = list(check_pack(pack, tools))
    assert all(finding.level == "advice" and finding.remedy for finding in advice)
    return [(finding.kind, finding.file, finding.line) for finding in advice]


def test_good_pack_has_no_finding(kitchen: Path, reading_tools: Tools) -> None:
    assert found(kitchen, reading_tools) == []


@pytest.mark.parametrize(
    ("kind", "file", "line", "damage"),
    DAMAGES,
    ids=[f"{kind}-{number}" for number, (kind, *_) in enumerate(DAMAGES)],
)
def test_damage_is_seen_where_it_is_and_nothing_else(
    kitchen: Path, reading_tools: Tools, kind: str, file: str, line: int | None, damage: Damage
) -> None:
    damage(kitchen)
    assert (kind, file, line) in found(kitchen, reading_tools)
    others = {other for other, _, _ in found(kitchen, reading_tools)} - {kind}
    assert others <= CONSEQUENCES.get(kind, set())


def test_every_check_is_tried_by_a_damage() -> None:
    assert {check.KIND for check in CHECKS} == {kind for kind, *_ in DAMAGES}


@pytest.mark.parametrize("name", ["legal", "medical", "multilingual", "technical"])
def test_packs_that_come_with_polymath_have_no_finding(name: str, tools: Tools) -> None:
    assert found(BUNDLED / name, tools) == []
