"""What `polymath setup` proposes."""

from __future__ import annotations

import pytest

from bot.models.proposals import EMBEDDERS, MODELS, fitting, hub_reachable, machine_memory_gb


def test_the_largest_stand_first() -> None:
    sizes = [model.download_gb for model in MODELS]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("proposal", [*MODELS, *EMBEDDERS], ids=lambda proposal: proposal.source)
def test_each_says_its_size_and_licence(proposal: object) -> None:
    assert "downloads about" in str(proposal)
    assert "licence" in str(proposal)


@pytest.mark.parametrize("memory_gb", [2, 4, 8, 16, 64])
def test_what_is_proposed_fits_into_memory(memory_gb: float) -> None:
    assert all(model.memory_gb < memory_gb for model in fitting(memory_gb))


def test_a_small_machine_is_offered_a_small_model() -> None:
    assert [model.source for model in fitting(4)] == ["HuggingFaceTB/SmolLM2-360M-Instruct"]


def test_a_machine_with_no_room_is_offered_nothing() -> None:
    assert not fitting(1)


def test_this_machine_has_memory() -> None:
    assert machine_memory_gb() > 0.5


def test_a_hub_that_may_not_be_asked_is_not_reachable() -> None:
    assert not hub_reachable()
