"""Packs made of the public rows in PUBLIC_DATA, installed and asked, end to end."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.answering.core import Polymath, Wish
from bot.answering.library import open_library
from domain_packs.store import PackStore
from retrievers.chroma import ChromaIndexes
from retrievers.embedder import Embedder
from tests.packs import read_rows, write_pack

#: How people ask for each task that is taken, and how many rows of a label (or of the task).
TAKEN = {
    "drug_event_type": (["is this an adverse effect or a therapeutic one"], 24),
    "health_passage_type": (["what is this passage about", "which kind of passage is this"], 12),
    "adverse_effect_extraction": (["take drug and effect out of this sentence"], 16),
    "python_pitfall_explanation": (["explain why this Python is a pitfall"], 16),
    "code_check_category": (["which family does this code check belong to"], 12),
    "banking_intent": (["what does this bank customer want", "sort this message to the bank"], 8),
    "ner_korean": (
        ["이 문장에서 이름을 찾아 주세요", "find the names in this Korean sentence"],
        16,
    ),
}
METRICS = {
    "classification": "accuracy",
    "extraction": "field_f1",
    "explanation": "rouge_l",
    "ner": "entity_f1",
}
OUT_OF_SCOPE = [
    "what's the weather like in Oslo tomorrow?",
    "book a table for four on Friday",
    "write a poem about the sea",
    "who won the match last night?",
    "how tall is the tallest mountain?",
    "내일 점심 뭐 먹을까요?",
]


def make_pack(folder: Path, described: dict[str, Any], data: Path) -> Path:
    """A pack of one task of the public data, as its author would write it."""
    asks, rows_each = TAKEN[described["name"]]
    base = data / described["domain"] / described["name"]
    task = described["name"].replace("_", "-")
    kind = described["kind"]
    few = few_of(read_rows(base / "train.jsonl"), rows_each, by_label=kind == "classification")
    questions = [
        {"id": f"q-{number}", "question": f"{asks[number % len(asks)]}: {row['input'][:300]}",
         "task": task, "language": "en"}
        for number, row in enumerate(read_rows(base / "dev.jsonl")[:12])
    ] + [
        {"id": f"o-{number}", "question": text, "task": None, "language": "en"}
        for number, text in enumerate(OUT_OF_SCOPE[:3])
    ]  # fmt: skip
    languages = ["ko"] if described["languages"] == ["ko"] else ["en"]
    return write_pack(
        folder / task,
        {
            task: {
                "kind": kind,
                "title": task.replace("-", " ").capitalize(),
                "instruction": described["instruction"],
                "labels": described["labels"] or [] if kind == "classification" else [],
                "metric": METRICS[kind],
                "languages": languages,
                "asks": asks,
                "examples": [
                    {"id": f"e-{number}", "input": row["input"], "output": row["output"],
                     "source": row["source"]}
                    for number, row in enumerate(few)
                ],
            }
        },
        name=task,
        languages=languages,
        licence=described["licence"],
        questions=questions,
    )  # fmt: skip


def unseen(data: Path, described: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Some short test rows of a task, spread over its file."""
    rows = read_rows(data / described["domain"] / described["name"] / "test.jsonl")
    short = [row for row in rows if len(row["input"]) < 600]
    return short[:: max(1, len(short) // count)][:count]


def few_of(rows: list[dict[str, Any]], count: int, *, by_label: bool) -> list[dict[str, Any]]:
    """The first `count` rows of each label, or of the task."""
    seen: Counter[str] = Counter()
    few = []
    for row in rows:
        group = row["output"] if by_label else ""
        if seen[group] < count and len(row["input"]) < 1_500:
            few.append(row)
        seen[group] += 1
    return few


@pytest.fixture(scope="module")
def tasks(public_data: Path) -> dict[str, dict[str, Any]]:
    described = json.loads((public_data / "tasks.json").read_text(encoding="utf-8"))
    return {task["name"]: task for task in described if task["name"] in TAKEN}


@pytest.fixture(scope="module")
def polymath(
    tasks: dict[str, dict[str, Any]],
    public_data: Path,
    embedder: Embedder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Polymath:
    """Polymath over the packs, each added to a store and read from there."""
    folder = tmp_path_factory.mktemp("public")
    store = PackStore(folder / "home", bundled=folder / "none")
    for described in tasks.values():
        store.add(make_pack(folder, described, public_data), origin="public data")
    packs, broken = store.load()
    assert broken == []
    index = folder / "home" / "index"
    library = open_library(packs, embedder=embedder, indexes=ChromaIndexes(index), folder=index)
    return Polymath(library)


def test_every_task_is_installed(polymath: Polymath) -> None:
    assert set(polymath.library.packs) == {name.replace("_", "-") for name in TAKEN}


@pytest.mark.parametrize("name", TAKEN)
def test_example_answers_for_itself(polymath: Polymath, name: str) -> None:
    task = name.replace("_", "-")
    row = polymath.library.packs[task].tasks[task].examples[3]
    answer = polymath.ask(row.input, Wish(task, task))
    assert (answer.method, answer.text) == ("curated", row.output)


@pytest.mark.parametrize(
    ("name", "right"),
    [("banking_intent", 0.8), ("health_passage_type", 0.75), ("code_check_category", 0.7)],
)
def test_most_rows_never_seen_are_classified_right(
    polymath: Polymath, public_data: Path, tasks: dict[str, Any], name: str, right: float
) -> None:
    task = name.replace("_", "-")
    rows = unseen(public_data, tasks[name], 30)
    index = polymath.library.index(f"{task}/{task}")
    assert index.head is not None
    vectors = polymath.library.embedder.embed([row["input"] for row in rows])
    found = index.head.probabilities([row["input"] for row in rows], vectors, dense=True)
    told = [index.head.labels[best] for best in found.argmax(axis=1)]
    hits = sum(label == row["output"] for label, row in zip(told, rows, strict=True))
    assert hits >= right * len(rows)


@pytest.mark.parametrize("name", ["banking_intent", "health_passage_type"])
def test_answers_of_a_sure_head_are_seldom_wrong(
    polymath: Polymath, public_data: Path, tasks: dict[str, Any], name: str
) -> None:
    task = name.replace("_", "-")
    rows = unseen(public_data, tasks[name], 16)
    answers = [polymath.ask(row["input"], Wish(task, task, "classified")) for row in rows]
    said = [
        answer.label == row["output"]
        for answer, row in zip(answers, rows, strict=True)
        if answer.method == "classified"
    ]
    assert all(answer.method in ("classified", "abstained") for answer in answers)
    assert len(said) >= 8
    assert said.count(False) <= 3


def test_questions_are_routed_to_their_pack(
    polymath: Polymath, public_data: Path, tasks: dict[str, Any]
) -> None:
    right = []
    for name, (asks, _) in TAKEN.items():
        for row in read_rows(public_data / tasks[name]["domain"] / name / "test.jsonl")[:3]:
            answer = polymath.ask(f"{asks[0]}: {row['input'][:300]}")
            right.append(answer.pack == name.replace("_", "-"))
    assert sum(right) >= 0.85 * len(right)


def test_questions_out_of_scope_are_not_answered(polymath: Polymath) -> None:
    answers = [polymath.ask(text) for text in OUT_OF_SCOPE]
    assert all(answer.method == "abstained" for answer in answers)
    assert sum(answer.pack is None for answer in answers) >= 5
