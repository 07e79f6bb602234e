import numpy as np
import pytest

from domain_packs.pack import Example, Pack, Task
from retrievers.chroma import ChromaIndexes
from retrievers.embedder import HashedEmbedder
from retrievers.index import Indexes, TaskIndex
from retrievers.memory import MemoryIndexes, extend
from tests.retrievers.conftest import RENT

NEW = Example(id="new", input="Pets need the landlord's consent.", output="secrecy")


@pytest.fixture(params=["memory", "chroma"])
def index(
    request: pytest.FixtureRequest, tmp_path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> TaskIndex:
    indexes: Indexes = (
        MemoryIndexes() if request.param == "memory" else ChromaIndexes(tmp_path / "index")
    )
    request.addfinalizer(indexes.close)
    return indexes.build(pack, task, hashed)


def test_added_row_is_found_by_meaning_and_by_words(
    index: TaskIndex, hashed: HashedEmbedder
) -> None:
    extended = extend(index, [NEW], hashed)

    vector = hashed.embed([NEW.input])[0]
    assert extended.dense(vector, 2).positions[0] == len(RENT)
    assert extended.lexical("pets", 2).positions.tolist() == [len(RENT)]
    assert extended.task.examples[-1] is NEW


def test_rows_that_were_there_are_found_as_before(index: TaskIndex, hashed: HashedEmbedder) -> None:
    extended = extend(index, [NEW], hashed)

    vector = hashed.embed([RENT[3][0]])[0]
    np.testing.assert_array_equal(
        extended.dense(vector, 2).positions, index.dense(vector, 2).positions
    )


def test_the_index_that_was_extended_stays_as_it_is(
    index: TaskIndex, hashed: HashedEmbedder
) -> None:
    extend(index, [NEW], hashed)

    assert len(index) == len(RENT)
    assert len(index.lexical("pets", 2)) == 0


def test_extending_by_nothing_changes_nothing(index: TaskIndex, hashed: HashedEmbedder) -> None:
    extended = extend(index, [], hashed)

    vector = hashed.embed(["rent"])[0]
    assert len(extended.dense(vector, 100)) == len(RENT)
