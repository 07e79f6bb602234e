import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrievers.hits import best


def test_of_equal_scores_the_earlier_row_comes_first() -> None:
    hits = best(np.array([0.5, 0.9, 0.5, 0.5], np.float32), 3)

    assert hits.positions.tolist() == [1, 0, 2]


def test_rows_that_are_not_allowed_are_never_found() -> None:
    scores = np.array([0.9, 0.8, 0.1], np.float32)

    hits = best(scores, 3, allowed=np.array([False, True, True]))

    assert hits.positions.tolist() == [1, 2]


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=40), st.integers(0, 50))
def test_best_is_what_sorting_everything_gives(scores: list[float], n: int) -> None:
    expected = sorted(range(len(scores)), key=lambda at: (-scores[at], at))[:n]

    assert best(np.array(scores, np.float32), n).positions.tolist() == expected
