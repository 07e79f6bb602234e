"""What every kind of model promises."""

from __future__ import annotations

import threading
import time

import pytest

from bot.models.errors import ContextTooLongError
from bot.models.messages import to_langchain
from bot.models.model import Model
from domain_packs.prompt import Message, build_prompt
from tests.packs import make_task

PROMPT = build_prompt(
    make_task(kind="explanation"),
    "the word is gate",
    make_task(
        kind="explanation",
        examples=[
            ("the word is gate", "one two three four five six"),
            ("the word is river", "seven eight nine"),
        ],
    ).examples,
    count_tokens=lambda messages: 0,
    budget=1,
).messages


def answer(model: Model, max_tokens: int = 24, **options: object) -> str:
    return "".join(model.stream(PROMPT, max_tokens=max_tokens, **options))  # type: ignore[arg-type]


def test_pieces_joined_are_the_whole_answer(model: Model) -> None:
    pieces = list(model.stream(PROMPT, max_tokens=24))
    whole = model.chat.invoke(to_langchain(PROMPT), **model.per_call(24)).text
    assert len(pieces) > 1
    assert "".join(pieces) == whole


def test_the_same_prompt_gives_the_same_answer(model: Model) -> None:
    assert answer(model) == answer(model)


def test_an_answer_keeps_to_its_number_of_tokens(model: Model) -> None:
    short = answer(model, max_tokens=2)
    assert 0 < len(short) < len(answer(model))
    assert answer(model).startswith(short)


def test_an_answer_ends_before_a_stop_string(model: Model) -> None:
    whole = answer(model)
    stop = whole[len(whole) // 2 :][:3]
    assert answer(model, stop=[stop]) == whole.partition(stop)[0]


def test_a_stop_string_that_never_comes_changes_nothing(model: Model) -> None:
    assert answer(model, stop=["no such words"]) == answer(model)


def test_an_answer_that_is_cancelled_stops_at_once(model: Model) -> None:
    pieces: list[str] = []
    for piece in model.stream(PROMPT, max_tokens=24, cancelled=lambda: bool(pieces)):
        pieces.append(piece)
    assert len(pieces) == 1


def test_a_cancelled_question_gets_no_answer(model: Model) -> None:
    cancelled = threading.Event()
    cancelled.set()
    assert answer(model, cancelled=cancelled.is_set) == ""


def test_a_reader_who_leaves_frees_the_model(model: Model) -> None:
    whole = answer(model)
    for _ in range(3):
        left = model.stream(PROMPT, max_tokens=24)
        next(left)
        del left
    started = time.monotonic()
    assert answer(model) == whole
    assert time.monotonic() - started < 10


def test_two_questions_at_once_get_the_same_answers_as_alone(model: Model) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(answer(model))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [answer(model)] * 2


def test_a_prompt_over_the_context_is_refused_before_it_is_read(model: Model) -> None:
    with pytest.raises(ContextTooLongError, match="reads"):
        model.stream([Message("user", "word " * 5_000)], max_tokens=8)


def test_an_answer_that_would_not_fit_is_refused(model: Model) -> None:
    with pytest.raises(ContextTooLongError, match="answer may take"):
        model.stream(PROMPT, max_tokens=model.context_tokens)


def test_longer_messages_take_more_tokens(model: Model) -> None:
    short = model.count_tokens([Message("user", "word")])
    assert 0 < short < model.count_tokens([Message("user", "word " * 20)])


def test_an_answer_alone_can_be_counted(model: Model) -> None:
    assert model.count_tokens([Message("assistant", "some words of an answer")]) > 0


def test_a_second_try_is_read_too(model: Model) -> None:
    again = (*PROMPT, Message("assistant", "seven"), Message("user", "That doesn't fit."))
    assert list(model.stream(again, max_tokens=8))


def test_models_on_this_machine_are_private(model: Model) -> None:
    assert model.private
