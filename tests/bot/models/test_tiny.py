"""The tiny model of tests/tiny_model: it reads the real prompts and answers from their examples."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.models.model import Model
from bot.models.opening import open_model
from domain_packs.pack import Task
from tests.tiny_model.episodes import Episode, draw_episode, pack_tasks, read_words

QUESTIONS = 40
#: Another seed than any in training: every episode is new, its labels and inputs drawn anew.
SEED = 12_345


@pytest.fixture(scope="module")
def model(tiny_model: Path) -> Model:
    return open_model(f"local:{tiny_model}")


def draw(count: int, shots: int, labels: Sequence[str] | None = None) -> list[Episode]:
    """New episodes of `shots` examples, which decide the question where there are any."""
    source = random.Random(SEED)
    words = read_words().known
    found: list[Episode] = []
    while len(found) < count:
        some = source.sample(list(labels), min(3, len(labels))) if labels else None
        episode = draw_episode(source, words, shots=shots, labels=some, kind="classification")
        if episode.decided or not episode.examples:
            found.append(episode)
    return found


def answer(model: Model, episode: Episode) -> str:
    return "".join(model.stream(episode.messages(), max_tokens=48, stop=["\n"]))


def right(model: Model, episodes: Sequence[Episode]) -> float:
    """The share of right answers."""
    return sum(answer(model, each) == each.answer for each in episodes) / len(episodes)


def test_it_answers_new_questions_from_four_examples_far_more_often_than_from_none(
    model: Model,
) -> None:
    few, none = right(model, draw(QUESTIONS, 4)), right(model, draw(QUESTIONS, 0))
    assert few >= 0.6
    assert few >= none + 0.3


def test_its_answers_are_labels_of_the_prompt(model: Model) -> None:
    episodes = draw(QUESTIONS, 4)
    labels = [answer(model, each) in each.task.labels for each in episodes]
    assert sum(labels) >= 0.8 * QUESTIONS


@pytest.mark.parametrize("task", pack_tasks(), ids=lambda task: task.name)
def test_it_answers_with_the_labels_of_the_packs(model: Model, task: Task) -> None:
    assert right(model, draw(20, 4, task.labels)) >= 0.5
