import numpy as np
import pytest

from retrievers.candidates import POOL, find_candidates
from retrievers.index import TaskIndex
from retrievers.memory import MemoryIndexes
from tests.packs import make_pack, make_task


class Planned:
    """An embedder whose vectors the test plans: `row N` points N degrees away from the question."""

    name, digest, dimension = "planned", "planned", 2

    def embed(self, texts: list[str]) -> np.ndarray:
        angles = np.radians([float(text.split()[1]) for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


QUESTION = np.array([1.0, 0.0], np.float32)


@pytest.fixture
def index() -> TaskIndex:
    rows = [(f"row {n / 2} word{n} {'rare' if n > 150 else ''}", "x") for n in range(160)]
    task = make_task("rows", examples=rows)
    return MemoryIndexes().build(make_pack(task), task, Planned())


def everything(index: TaskIndex) -> np.ndarray:
    return np.ones(len(index), bool)


def test_row_that_both_searches_put_first_has_relevance_1(index: TaskIndex) -> None:
    found = find_candidates(
        index, "word0", QUESTION, allowed=everything(index), dense_weight=1.0, lexical_weight=1.0
    )

    assert found.positions[0] == 0
    assert found.relevance[0] == pytest.approx(1.0)
    assert (found.dense_rank[0], found.lexical_rank[0]) == (1, 1)


def test_each_search_counts_by_its_weight(index: TaskIndex) -> None:
    firsts = []
    for dense_weight, lexical_weight in ((1.0, 0.2), (0.2, 1.0)):
        found = find_candidates(
            index,
            "word150",
            QUESTION,
            allowed=everything(index),
            dense_weight=dense_weight,
            lexical_weight=lexical_weight,
        )
        firsts.append(int(found.positions[0]))

    assert firsts == [0, 150]


@pytest.mark.parametrize("vector", [QUESTION, None, np.zeros(2, np.float32)])
def test_without_meaning_no_dense_score_is_used(
    index: TaskIndex, vector: np.ndarray | None
) -> None:
    weight = 0.0 if vector is QUESTION else 1.0

    found = find_candidates(
        index, "rare", vector, allowed=everything(index), dense_weight=weight, lexical_weight=1.0
    )

    assert not found.with_meaning
    assert sorted(found.positions) == list(range(151, 160))
    assert not found.dense.any()
    assert not found.dense_rank.any()


@pytest.mark.parametrize("first", [20, 100, 140], ids=["near", "deeper", "far"])
def test_search_goes_deeper_where_filters_left_too_few(index: TaskIndex, first: int) -> None:
    allowed = np.arange(len(index)) >= first

    found = find_candidates(
        index, "?", QUESTION, allowed=allowed, dense_weight=1.0, lexical_weight=1.0
    )

    assert found.positions.tolist() == list(range(first, min(first + POOL, len(index))))
