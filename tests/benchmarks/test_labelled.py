from collections import Counter
from pathlib import Path

import pytest

from benchmarks.labelled import SIX_TASKS, TEST_ROWS, asked_rows, few_rows, labelled_tasks


@pytest.fixture(autouse=True)
def rows(public_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_DATA", str(public_data))


def test_all_six_tasks_are_there() -> None:
    assert {task.name for task in labelled_tasks()} > set(SIX_TASKS)


def test_few_rows_are_as_many_of_each_class() -> None:
    for task in labelled_tasks(SIX_TASKS):
        counts = Counter(row.label for row in few_rows(task, 8, seed=0))
        assert set(counts.values()) == {8}
        assert set(counts) == {row.label for row in task.train}


def test_seed_draws_the_same_rows_again_and_another_seed_others() -> None:
    (task,) = labelled_tasks(("drug_event_type",))
    assert few_rows(task, 8, seed=1) == few_rows(task, 8, seed=1)
    assert few_rows(task, 8, seed=1) != few_rows(task, 8, seed=2)


def test_no_more_test_rows_are_asked_than_stated() -> None:
    for task in labelled_tasks():
        asked = asked_rows(task)
        assert len(asked) == min(len(task.test), TEST_ROWS)
        assert asked == asked_rows(task)
