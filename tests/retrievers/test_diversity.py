import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrievers.diversity import Pick, pick

RELEVANCE = np.array([1.0, 0.9, 0.8, 0.4])
#: The first two are nearly the same, the others unlike any.
ALIKE = np.array([[1, 0.99, 0, 0], [0.99, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]]).__getitem__
LABELS = ["a", "a", "a", "b"]


def places(picks: list[Pick]) -> list[int]:
    return [chosen.at for chosen in picks]


@pytest.mark.parametrize(
    ("mmr_lambda", "expected"),
    [
        pytest.param(1.0, [0, 1, 2, 3], id="relevance-alone"),
        pytest.param(0.5, [0, 2, 3, 1], id="both"),
        pytest.param(0.0, [0, 2, 3, 1], id="variety-alone"),
    ],
)
def test_lambda_weighs_relevance_against_variety(mmr_lambda: float, expected: list[int]) -> None:
    picks = pick(RELEVANCE, ALIKE, [None] * 4, k=4, mmr_lambda=mmr_lambda, balance=0.0)

    assert places(picks) == expected


def test_pick_that_passed_over_a_likeness_says_so() -> None:
    picks = pick(RELEVANCE, ALIKE, [None] * 4, k=2, mmr_lambda=0.5, balance=0.0)

    assert picks == [Pick(0), Pick(2, for_variety=True)]


@pytest.mark.parametrize(
    ("balance", "expected"),
    [
        pytest.param(0.0, [0, 1], id="off"),
        pytest.param(0.5, [0, 1], id="half-of-two-places"),
        pytest.param(1.0, [0, 3], id="every-place"),
    ],
)
def test_balance_reserves_places_for_labels_not_shown(balance: float, expected: list[int]) -> None:
    picks = pick(RELEVANCE, ALIKE, LABELS, k=2, mmr_lambda=1.0, balance=balance)

    assert places(picks) == expected


def test_places_go_by_relevance_once_every_label_is_shown() -> None:
    picks = pick(RELEVANCE, ALIKE, LABELS, k=3, mmr_lambda=1.0, balance=1.0)

    assert picks == [Pick(0), Pick(3, new_label=True), Pick(1)]


def test_what_is_over_the_budget_is_passed_over() -> None:
    costs = [10, 50, 10, 10]

    picks = pick(
        RELEVANCE,
        ALIKE,
        LABELS,
        k=4,
        mmr_lambda=1.0,
        balance=0.0,
        cost=costs.__getitem__,
        budget=30,
    )

    assert places(picks) == [0, 2, 3]


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=12),
    st.integers(0, 14),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(0, 100),
)
def test_picks_differ_and_keep_to_number_and_budget(
    relevance: list[float], k: int, mmr_lambda: float, balance: float, budget: int
) -> None:
    count = len(relevance)
    labels = ["abc"[at % 3] for at in range(count)]

    picks = pick(
        np.array(relevance),
        np.eye(count).__getitem__,
        labels,
        k=k,
        mmr_lambda=mmr_lambda,
        balance=balance,
        cost=lambda at: 7 * (at + 1),
        budget=budget,
    )

    assert len(set(places(picks))) == len(picks) <= k
    assert sum(7 * (at + 1) for at in places(picks)) <= budget


def test_no_candidates_give_no_picks() -> None:
    assert (
        pick(np.zeros(0), np.zeros((0, 0)).__getitem__, [], k=3, mmr_lambda=0.7, balance=0.5) == []
    )
