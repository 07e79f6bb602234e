from __future__ import annotations

import random
import time

import numpy as np
import pytest

from domain_packs.check.similarity import (
    NEAR,
    NEIGHBOURS,
    SKELETON,
    contained,
    find_pairs,
    groups,
)

WORDS = ["amber", "birch", "cloud", "delta", "ember", "fjord", "grove", "heath", "inlet", "juniper"]


def pairs_of(texts: list[str], threshold: float = SKELETON) -> list[tuple[int, int]]:
    found = find_pairs(texts, threshold)
    return list(zip(found.first.tolist(), found.second.tolist(), strict=True))


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("The same text.", "the SAME  text.", True),
        ("Pay 30 days after 5 May.", "Pay 14 days after 12 May.", True),
        (
            "The risotto arrived lukewarm and tasted of nothing but salt.",
            "The lasagne arrived lukewarm and tasted of nothing but salt.",
            True,
        ),
        ("국물이 너무 식어서 나왔습니다.", "국물이 너무 식어서 나왔어요.", False),
        ("We waited forty minutes for a table.", "Forty guests want a table for lunch.", False),
    ],
)
def test_similarity_is_of_wording_alone(one: str, other: str, near: bool) -> None:
    assert (pairs_of([one, other], NEAR) == [(0, 1)]) == near


@pytest.mark.parametrize("texts", [[], ["alone"], ["", " "], ["\n", "a", "한"]], ids=repr)
def test_few_and_blank_texts_have_no_pairs(texts: list[str]) -> None:
    assert pairs_of(texts) == [] and groups(find_pairs(texts)) == []


def test_every_block_is_compared_with_every_other() -> None:
    rng = random.Random(1)
    texts = [" ".join(rng.choices(WORDS, k=3)) + f" {chr(97 + n % 26) * 9}" for n in range(600)]
    texts += ["a sentence that stands at both ends"]
    texts = ["a sentence that stands at both ends", *texts]
    assert (0, 601) in pairs_of(texts, 0.99)


def test_texts_that_are_all_alike_have_few_pairs_each() -> None:
    pairs = find_pairs(["the very same sentence"] * 200)
    assert np.bincount(pairs.second).max() == NEIGHBOURS
    assert groups(pairs) == [list(range(200))]


def test_groups_hang_together_by_chains() -> None:
    pairs = find_pairs(["one two three four", "one two three five", "nothing at all of this"])
    assert groups(pairs) == [[0, 1]]


def test_part_of_a_text_that_stands_in_another_is_measured() -> None:
    clause = "You pay within thirty days of the invoice."
    shares = contained([clause], [f'what is this: "{clause}"', "something else entirely"])
    assert shares.shape == (1, 2) and shares[0, 0] > 0.9 and shares[0, 1] < 0.2


def test_five_thousand_rows_are_compared_in_seconds() -> None:
    rng = random.Random(2)
    letters = "etaoinshrdlu"
    words = ["".join(rng.choices(letters, k=rng.randint(3, 9))) for _ in range(4_000)]
    texts = [" ".join(rng.choices(words, k=20)) for _ in range(5_000)]
    started = time.process_time()
    find_pairs(texts)
    assert time.process_time() - started < 60
