import datetime

import pytest

from domain_packs.pack import Task
from retrievers.embedder import HashedEmbedder
from retrievers.filters import fitting
from retrievers.index import TaskIndex
from retrievers.memory import MemoryIndexes
from tests.packs import make_pack, make_task

TODAY = datetime.date(2026, 11, 24)
ROWS = [
    {"id": "open", "input": "a", "output": "x"},
    {"id": "any", "input": "b", "output": "x", "jurisdiction": "any"},
    {"id": "korean", "input": "c", "output": "x", "jurisdiction": "KR"},
    {"id": "federal", "input": "d", "output": "x", "jurisdiction": "US"},
    {"id": "californian", "input": "e", "output": "x", "jurisdiction": "US-CA"},
    {"id": "last-day", "input": "f", "output": "x", "valid_until": "2026-11-24"},
    {"id": "past", "input": "g", "output": "x", "valid_until": "2026-11-23"},
]


@pytest.fixture
def index() -> TaskIndex:
    task: Task = make_task("rows", examples=ROWS)
    return MemoryIndexes().build(make_pack(task), task, HashedEmbedder(16))


@pytest.mark.parametrize(
    ("jurisdiction", "excluded"),
    [
        pytest.param(None, set(), id="unknown-fits-all"),
        pytest.param("any", set(), id="any-fits-all"),
        pytest.param("KR", {"federal", "californian"}, id="another-country"),
        pytest.param("US", {"korean", "californian"}, id="a-part-is-not-the-country"),
        pytest.param("US-CA", {"korean"}, id="the-country-holds-in-its-parts"),
        pytest.param("US-NY", {"korean", "californian"}, id="another-part"),
    ],
)
def test_rows_of_another_jurisdiction_do_not_fit(
    index: TaskIndex, jurisdiction: str | None, excluded: set[str]
) -> None:
    fits = fitting(index, jurisdiction=jurisdiction, today=TODAY)

    rows = index.task.examples
    assert {row.id for row, fit in zip(rows, fits, strict=True) if not fit} == {"past"} | excluded


def test_rows_named_to_be_left_out_do_not_fit(index: TaskIndex) -> None:
    fits = fitting(index, jurisdiction=None, today=TODAY, without={"open", "no-such-row"})

    assert not fits[0]
    assert fits[1]
