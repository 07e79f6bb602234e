"""What every keeper of indexes does: in memory, Chroma embedded, a Chroma server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from domain_packs.pack import Pack, Task
from retrievers.chroma import ChromaIndexes
from retrievers.embedder import HashedEmbedder, Vectors
from retrievers.errors import IndexFault
from retrievers.index import Indexes, TaskIndex, index_name
from retrievers.memory import MemoryIndexes
from tests.packs import make_pack, make_task
from tests.retrievers.conftest import RENT

KEEPERS = [
    pytest.param("memory", id="memory"),
    pytest.param("embedded", id="chroma"),
    pytest.param("server", id="chroma-server", marks=pytest.mark.slow),
]


@pytest.fixture(params=KEEPERS)
def indexes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Indexes]:
    if request.param == "memory":
        yield MemoryIndexes()
        return
    url = request.getfixturevalue("chroma_url") if request.param == "server" else None
    keeper = ChromaIndexes(tmp_path / "index", url=url)
    yield keeper
    keeper.close()


class CountingEmbedder(HashedEmbedder):
    """Remembers how many texts it embedded."""

    def __init__(self) -> None:
        super().__init__(64)
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return super().embed(texts)


def test_row_is_found_by_its_own_vector(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    index = indexes.build(pack, task, hashed)

    for position, row in enumerate(task.examples):
        hits = index.dense(hashed.embed([row.input])[0], 3)
        assert hits.positions[0] == position
        assert hits.scores[0] == pytest.approx(1.0, abs=1e-5)
        assert np.all(np.diff(hits.scores) <= 0)


def test_every_row_can_be_had(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    index = indexes.build(pack, task, hashed)

    hits = index.dense(hashed.embed(["rent"])[0], 1000)

    assert sorted(hits.positions) == list(range(len(RENT)))


def test_row_is_found_by_its_words(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    index = indexes.build(pack, task, hashed)

    assert index.lexical("publish", 5).positions.tolist() == [8]


def test_vectors_and_head_come_with_the_index(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    indexes.build(pack, task, hashed)

    index = indexes.open(pack, task, hashed)

    texts = [row.input for row in task.examples]
    np.testing.assert_allclose(index.vectors, hashed.embed(texts), atol=1e-6)
    assert index.vectors.dtype == np.float32
    assert index.head is not None
    assert set(index.head.labels) == set(task.labels)


def test_task_of_free_text_has_no_head(indexes: Indexes, hashed: HashedEmbedder) -> None:
    task = make_task("explain", examples=RENT)

    assert indexes.build(make_pack(task), task, hashed).head is None


def test_opening_what_was_never_built_is_a_fault(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    with pytest.raises(IndexFault, match="'clause' of the pack 'rent'") as fault:
        indexes.open(pack, task, hashed)

    assert fault.value.kind == "index"
    assert fault.value.remedy


Change = Callable[[Pack, Task, HashedEmbedder], tuple[Pack, Task, HashedEmbedder]]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda p, t, e: (p, t, HashedEmbedder(32)), id="embedder"),
        pytest.param(
            lambda p, t, e: (p, make_task("clause", labels=list(t.labels), examples=RENT[1:]), e),
            id="rows",
        ),
        pytest.param(lambda p, t, e: (make_pack(t, name="lease"), t, e), id="pack"),
    ],
)
def test_index_of_something_else_is_not_opened(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder, change: Change
) -> None:
    indexes.build(pack, task, hashed)

    with pytest.raises(IndexFault):
        indexes.open(*change(pack, task, hashed))


def test_open_or_build_builds_once(indexes: Indexes, pack: Pack, task: Task) -> None:
    counting = CountingEmbedder()

    indexes.open_or_build(pack, task, counting)
    once = counting.embedded
    indexes.open_or_build(pack, task, counting)

    assert once >= len(RENT)
    assert counting.embedded == once


def test_build_computes_anew_and_serves(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    old = indexes.build(pack, task, hashed)
    new = indexes.build(pack, task, hashed)

    for index in (old, new, indexes.open(pack, task, hashed)):
        assert len(index.dense(hashed.embed(["rent"])[0], 5)) == 5


def test_progress_tells_rows_up_to_all_of_them(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    told: list[tuple[int, int]] = []

    indexes.build(pack, task, hashed, progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (len(RENT), len(RENT))


def test_stale_indexes_are_those_not_kept(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    old = indexes.build(pack, task, HashedEmbedder(32)).name
    new = indexes.build(pack, task, hashed).name

    assert old in indexes.stale({new})
    assert new not in indexes.stale({new})


def test_removed_index_is_gone_and_comes_back(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    name = indexes.build(pack, task, hashed).name

    indexes.remove(name)
    indexes.remove(name)

    assert name not in indexes.stale(())
    with pytest.raises(IndexFault):
        indexes.open(pack, task, hashed)
    assert len(indexes.open_or_build(pack, task, hashed)) == len(RENT)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="no-rows"),
        pytest.param([("one", "a")], id="one-row"),
        pytest.param([("the same input", str(n)) for n in range(40)], id="equal-rows"),
        pytest.param([("?!", "a"), ("…", "b"), ("word", "c")], id="without-letters"),
    ],
)
def test_odd_rows_can_be_indexed_and_searched(
    indexes: Indexes, hashed: HashedEmbedder, rows: list[tuple[str, str]]
) -> None:
    task = make_task("odd", examples=rows)
    index = indexes.build(make_pack(task), task, hashed)

    hits = index.dense(hashed.embed(["the same input"])[0], 32)

    assert sorted(hits.positions) == sorted(set(hits.positions))
    assert len(hits) == min(32, len(rows))


def test_both_kinds_find_the_same_rows(indexes: Indexes, hashed: HashedEmbedder) -> None:
    rows = [(f"clause {n} about {n % 7} and {n % 11}", "x") for n in range(300)]
    task = make_task("many", examples=rows)
    exact: TaskIndex = MemoryIndexes().build(make_pack(task), task, hashed)
    index = indexes.build(make_pack(task), task, hashed)

    for text in ("clause 5", "about 3 and 10", "7"):
        vector = hashed.embed([text])[0]
        assert (
            index.dense(vector, 32).positions.tolist() == exact.dense(vector, 32).positions.tolist()
        )


def test_index_may_be_searched_from_many_threads_at_once(
    indexes: Indexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    index = indexes.build(pack, task, hashed)
    vectors = [hashed.embed([row.input])[0] for row in task.examples] * 20

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda vector: int(index.dense(vector, 3).positions[0]), vectors))

    assert found == list(range(len(RENT))) * 20


def test_name_of_an_index_fits_chroma_and_says_what_it_is(
    pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    name = index_name(pack, task, hashed)

    assert name.startswith("rent.clause.")
    assert name.replace(".", "").replace("-", "").isalnum()
