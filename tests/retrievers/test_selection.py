import datetime
from typing import Any

import pytest

from domain_packs.pack import Example, Pack, Task
from retrievers.embedder import HashedEmbedder
from retrievers.index import TaskIndex
from retrievers.memory import MemoryIndexes
from retrievers.selection import Selection, select
from tests.packs import make_pack, make_task

TODAY = datetime.date(2026, 11, 24)
KOREAN = [
    ("계약을 해지하려면 한 달 전에 알려야 합니다.", "해지"),
    ("임차인은 매월 첫날에 월세를 냅니다.", "지급"),
    ("양쪽은 계약 내용을 비밀로 지킵니다.", "비밀"),
]


@pytest.fixture
def index(pack: Pack, task: Task, hashed: HashedEmbedder) -> TaskIndex:
    return MemoryIndexes().build(pack, task, hashed)


def choose(index: TaskIndex, question: str, **changes: Any) -> Selection:
    settings: dict[str, Any] = {
        "k": 4,
        "language": "en",
        "dense_weight": 1.0,
        "lexical_weight": 1.0,
        "today": TODAY,
    }
    vector = HashedEmbedder(64).embed([question])[0]
    return select(index, question, vector, **settings | changes)


def test_nearest_stands_last_and_scores_rise_to_it(index: TaskIndex) -> None:
    question = "Rent is due on the first of each month."

    selection = choose(index, question)

    scores = [taken.score for taken in selection.taken]
    assert scores == sorted(scores)
    assert selection.nearest is selection.taken[-1]
    assert selection.taken[-1].example.input == question
    assert scores[-1] == pytest.approx(1.0, abs=1e-5)
    assert all(0 <= score <= 1 for score in scores)


def test_every_example_says_why_it_was_taken(index: TaskIndex) -> None:
    selection = choose(index, "the tenant pays rent", k=3, balance=1.0)

    reasons = [taken.reason for taken in selection.taken]
    assert reasons[-1].startswith("meaning no. 1 (0.")
    assert any(reason.endswith("shows another label") for reason in reasons)


def test_reasons_are_korean_for_a_korean_question(hashed: HashedEmbedder) -> None:
    task = make_task("clause", examples=KOREAN)
    index = MemoryIndexes().build(make_pack(task), task, hashed)

    selection = choose(index, "월세는 언제 내나요?", language="ko")

    assert "단어 1위(0." in selection.taken[-1].reason


def test_shots_show_the_labels(index: TaskIndex) -> None:
    selection = choose(index, "The tenant pays the rent monthly.", k=3, balance=1.0)

    assert {example.output for example in selection.examples} == {
        "payment",
        "termination",
        "secrecy",
    }


def test_korean_question_finds_korean_rows_by_their_stems_without_an_embedder(
    hashed: HashedEmbedder,
) -> None:
    english = [(f"An English clause number {n}.", "x") for n in range(40)]
    task = make_task("clause", examples=english + KOREAN)
    index = MemoryIndexes().build(make_pack(task), task, hashed)

    selection = select(
        index,
        "계약서를 해지할 수 있나요?",
        None,
        k=2,
        language="ko",
        dense_weight=0.0,
        lexical_weight=1.0,
        today=TODAY,
    )

    assert selection.taken[-1].example.output == "해지"
    assert all(taken.dense is None for taken in selection.taken)


def test_where_nothing_is_near_rows_of_the_language_show_the_form(hashed: HashedEmbedder) -> None:
    rows: list[dict[str, object]] = [
        {"id": f"e{n}", "input": f"English {n}", "output": "x", "language": "en"} for n in range(9)
    ]
    rows += [{"id": "k1", "input": "월세", "output": "지급", "language": "ko"}]
    task = make_task("clause", examples=rows)
    index = MemoryIndexes().build(make_pack(task), task, hashed)

    selection = choose(index, "안녕", k=3, language="ko-KR", dense_weight=0.0)

    assert len(selection.taken) == 3
    assert "k1" in {example.id for example in selection.examples}
    assert {taken.score for taken in selection.taken} == {0.0}
    assert {taken.reason for taken in selection.taken} == {"답의 형식을 보여 줌"}


def test_filters_hold_for_every_example(hashed: HashedEmbedder) -> None:
    rows = [
        {
            "id": f"r{n}",
            "input": f"tax on rent number {n}",
            "output": "x",
            "jurisdiction": ["KR", "DE", "any"][n % 3],
            **({"valid_until": "2020-01-01"} if n % 2 else {}),
        }
        for n in range(300)
    ]
    task = make_task("law", examples=rows)
    index = MemoryIndexes().build(make_pack(task), task, hashed)

    selection = choose(index, "tax on rent number 7", k=8, jurisdiction="KR", without={"r0"})

    assert len(selection.taken) == 8
    assert all(example.jurisdiction != "DE" for example in selection.examples)
    assert all(example.valid_until is None for example in selection.examples)
    assert "r0" not in {example.id for example in selection.examples}


def test_budget_bounds_the_tokens_of_all_examples(index: TaskIndex) -> None:
    def cost(example: Example) -> int:
        return len(example.input.split())

    selection = choose(index, "rent of the tenant", k=8, cost=cost, budget=20)

    assert selection.taken
    assert sum(map(cost, selection.examples)) <= 20


@pytest.mark.parametrize(
    ("question", "changes"),
    [
        pytest.param("rent", {"k": 0}, id="no-shots"),
        pytest.param("rent", {"cost": lambda example: 100, "budget": 99}, id="no-budget"),
        pytest.param("rent", {"today": datetime.date.max, "without": None}, id="no-rows"),
    ],
)
def test_where_nothing_may_be_taken_nothing_is(
    index: TaskIndex, question: str, changes: dict[str, Any]
) -> None:
    if changes.get("without", 0) is None:
        changes = {"without": set(index.position_of)}

    assert choose(index, question, **changes) == Selection()


@pytest.mark.parametrize(
    "question", ["", "?!", "x" * 100_000, "rent " * 20_000], ids=["empty", "marks", "run", "long"]
)
def test_odd_questions_are_answered_like_others(index: TaskIndex, question: str) -> None:
    selection = choose(index, question)

    assert len(selection.taken) == 4
    assert all(0 <= taken.score <= 1 for taken in selection.taken)


def test_task_without_examples_gives_none(hashed: HashedEmbedder) -> None:
    task = make_task("empty")
    index = MemoryIndexes().build(make_pack(task), task, hashed)

    assert choose(index, "anything") == Selection()
