from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.answering.library import Library
from bot.answering.reading import embed, read_text
from bot.answering.router import FALSE_ALARMS, NONE, Ranking, choose_thresholds, fit_router, gather
from bot.answering.router_file import load_router, router_path, save_router
from domain_packs.reader import load_pack
from retrievers.embedder import HashedEmbedder
from retrievers.errors import IndexFault
from tests.bot.small import ENGLISH, pharmacy
from tests.packs import KITCHEN, make_pack, make_task

TEXTS = [
    "what is shakshuka?",
    "이게 뭐예요: 파전",
    "sort this complaint: cold soup",
    "?",
    "a" * 5_000,
]


def ranking(library: Library, text: str, *, dense: bool = True) -> Ranking:
    reading = read_text(text)
    vectors = embed([reading], library.embedder)[0] if dense else None
    return library.router.rank(reading, vectors)


@pytest.mark.parametrize("dense", [True, False], ids=["meaning", "wording"])
@pytest.mark.parametrize("text", TEXTS, ids=["short", "korean", "payload", "mark", "long"])
def test_probabilities_of_tasks_and_none_make_one(library: Library, text: str, dense: bool) -> None:
    found = ranking(library, text, dense=dense)
    assert sum(likely for _, likely in found.tasks) + found.none == pytest.approx(1.0)
    assert found.tasks == tuple(sorted(found.tasks, key=lambda each: -each[1]))


def test_ranking_among_some_tasks_has_these_alone(library: Library) -> None:
    reading = read_text("what is shakshuka?")
    found = library.router.rank(reading, None, among={"pharmacy/rules", "kitchen/dish"})
    assert {target for target, _ in found.tasks} == {"pharmacy/rules", "kitchen/dish"}


def test_packs_questions_asks_and_titles_are_learnt_from() -> None:
    asked = gather([pharmacy(), load_pack(KITCHEN)])
    assert ("Explain a dish", "kitchen/dish", True) in [(a.text, a.target, a.ask) for a in asked]
    assert {each.target for each in asked if not each.ask} > {NONE, "pharmacy/rules"}


def test_question_that_another_pack_takes_is_that_packs() -> None:
    rows = [
        {"id": "1", "question": "hello", "task": None, "language": "en",
         "elsewhere": "pharmacy/rules"},
        {"id": "2", "question": "bye", "task": None, "language": "en", "elsewhere": "gone/task"},
    ]  # fmt: skip
    asked = gather([make_pack(make_task(), questions=rows), pharmacy()])
    assert [each.target for each in asked if each.text in ("hello", "bye")] == [
        "pharmacy/rules",
        NONE,
    ]


def test_pack_without_questions_can_be_routed_to() -> None:
    task = make_task(asks=["explain this"], examples=[("egg", "oval"), ("hen", "a bird")])
    router = fit_router([make_pack(task)], HashedEmbedder(32), ENGLISH)
    assert router.rank(read_text("explain this: egg"), None).tasks[0][0] == "small/task"


def test_thresholds_keep_to_the_false_alarms_that_are_allowed() -> None:
    draw = np.random.default_rng(0)
    probabilities = draw.dirichlet([2.0, 2.0, 1.0], size=400)
    wanted = draw.integers(0, 3, size=400)
    limits = choose_thresholds(probabilities, wanted)
    inside = wanted != 2
    assert np.mean(probabilities[inside, 2] >= limits.none) <= FALSE_ALARMS


def test_router_that_is_never_wrong_never_asks_back() -> None:
    probabilities = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]] * 20)
    limits = choose_thresholds(probabilities, np.array([0, 1, 2] * 20))
    assert limits.sure == 0.0
    assert 0.1 < limits.none < 0.8


def test_questions_out_of_scope_alone_set_no_thresholds() -> None:
    limits = choose_thresholds(np.array([[0.2, 0.8]] * 4), np.array([1] * 4))
    assert (limits.none, limits.sure) == (0.5, 0.5)


def test_router_is_the_same_when_it_was_kept(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "router.safetensors"
    save_router(library.router, path)
    kept = load_router(path)
    for text in TEXTS:
        reading = read_text(text)
        for vectors in (None, embed([reading], library.embedder)[0]):
            assert kept.rank(reading, vectors) == library.router.rank(reading, vectors)


def test_router_is_kept_by_its_packs_and_embedder(tmp_path: Path) -> None:
    packs = [pharmacy(), load_pack(KITCHEN)]
    paths = {
        router_path(tmp_path, packs, HashedEmbedder(32)),
        router_path(tmp_path, packs, HashedEmbedder(64)),
        router_path(tmp_path, packs[:1], HashedEmbedder(64)),
    }
    assert len(paths) == 3
    assert router_path(tmp_path, packs[::-1], HashedEmbedder(32)) in paths


@pytest.mark.parametrize("damage", [b"", b"\0" * 900, b"PK\x03\x04"], ids=["empty", "zeros", "zip"])
def test_damaged_router_is_told(library: Library, tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "router.safetensors"
    path.write_bytes(damage)
    with pytest.raises(IndexFault, match="can't be read"):
        load_router(path)


def test_router_with_one_bit_changed_is_told(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "router.safetensors"
    save_router(library.router, path)
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexFault, match="damaged"):
        load_router(path)
