"""Answers that a language model writes: scripted ones, and the tiny model in this process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.answering.core import Polymath, Wish
from bot.answering.errors import MethodError
from bot.answering.library import Library
from bot.models.memory import scripted_model
from bot.models.model import Model
from domain_packs.prompt import File, Message, PromptTooLongError, Turn
from tests.bot.small import asking

DISH = Wish("kitchen", "dish")
SORT = Wish("kitchen", "complaint", "prompted")
BOOKING = Wish("kitchen", "booking")
POTATO = "what is a potato?"


class Heard:
    """A script that keeps the prompts it was given."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.prompts: list[str] = []

    def __call__(self, messages: Sequence[Message]) -> str:
        self.prompts.append("\n".join(message.content for message in messages))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def never_asked(messages: Sequence[Message]) -> str:
    raise AssertionError("the model must not be asked")


def test_model_answers_what_no_example_answers(library: Library) -> None:
    answer = asking(library, scripted_model("A starchy tuber.")).ask(POTATO, DISH)
    assert (answer.method, answer.text, answer.model) == (
        "prompted",
        "A starchy tuber.",
        "memory:scripted",
    )
    assert answer.route[-1] == "a language model with 3 examples answers"
    assert answer.prompt_tokens > answer.answer_tokens == 3
    assert not answer.reviewed


def test_answer_streams_piece_by_piece(library: Library) -> None:
    pieces: list[str] = []
    polymath = asking(library, scripted_model("A starchy tuber."))
    answer = polymath.ask(POTATO, DISH, on_text=pieces.append)
    assert len(pieces) == 3
    assert "".join(pieces) == answer.text


def test_curated_example_goes_before_the_model(library: Library) -> None:
    polymath = asking(library, scripted_model(never_asked))
    assert polymath.ask("what is shakshuka?").method == "curated"


def test_model_answers_what_the_head_is_unsure_of(library: Library) -> None:
    polymath = asking(library, scripted_model("staff"))
    answer = polymath.ask("sort this complaint: I am not amused")
    assert (answer.method, answer.label, answer.confidence) == ("prompted", "staff", None)


def test_model_is_opened_once_and_only_when_it_is_needed(library: Library) -> None:
    opened: list[Model] = []

    def open_model() -> Model:
        opened.append(scripted_model("A tuber."))
        return opened[-1]

    polymath = asking(library, open_model)
    polymath.ask("what is shakshuka?")
    assert opened == []
    polymath.ask(POTATO, DISH)
    polymath.ask(POTATO, DISH)
    assert len(opened) == 1


@pytest.mark.parametrize("shots", [0, 1, 3, 8])
def test_prompt_carries_as_many_examples_as_asked_for(library: Library, shots: int) -> None:
    heard = Heard("A tuber.")
    wish = Wish("kitchen", "dish", shots=shots)
    answer = asking(library, scripted_model(heard)).ask(POTATO, wish)
    assert len(answer.examples) == shots == heard.prompts[0].count("Example ")
    for used in answer.examples:
        assert used.input in heard.prompts[0]
        assert 0 <= used.score <= 1
        assert used.reason


def test_answer_that_does_not_fit_is_asked_for_once_more(library: Library) -> None:
    heard = Heard("It depends.", "food", "bill")
    pieces: list[str] = []
    polymath = asking(library, scripted_model(heard))
    answer = polymath.ask("I am not amused", SORT, on_text=pieces.append)
    assert (answer.text, answer.label, answer.warnings) == ("food", "food", ())
    assert len(heard.prompts) == 2
    assert "".join(pieces) == "It depends."


def test_answer_that_never_fits_is_shown_as_it_is_with_a_warning(library: Library) -> None:
    heard = Heard("It depends.", "Who knows?")
    answer = asking(library, scripted_model(heard)).ask("I am not amused", SORT)
    assert (answer.text, answer.label) == ("It depends.", None)
    assert answer.warnings == (
        "The model's answer doesn't fit the task (it names none of the labels); it is shown as it"
        " is.",
    )
    assert len(heard.prompts) == 2


def test_fields_of_an_extraction_are_validated_and_put_in_order(library: Library) -> None:
    heard = Heard('{"name": "Kim"}', '{"time": null, "day": "Friday", "name": "Kim", "guests": 4}')
    answer = asking(library, scripted_model(heard)).ask("for four on Friday, Kim", BOOKING)
    assert list(json.loads(answer.text)) == ["name", "guests", "day", "time"]
    assert "lacks guests, day, time" in heard.prompts[1]


def test_files_and_turns_reach_the_model(library: Library) -> None:
    heard = Heard("food")
    polymath = asking(library, scripted_model(heard))
    polymath.ask(
        "which box?",
        SORT,
        files=[File("mail.txt", "The soup was cold.")],
        turns=[Turn("hello there"), Turn("good day", ours=True)],
    )
    [prompt] = heard.prompts
    for part in ("mail.txt", "The soup was cold.", "hello there", "good day", "which box?"):
        assert part in prompt


def test_examples_give_way_to_the_models_context(library: Library) -> None:
    model = scripted_model("A tuber.", context_tokens=240)
    answer = asking(library, model).ask(POTATO, Wish("kitchen", "dish", shots=8))
    assert 0 < len(answer.examples) < 8
    assert answer.prompt_tokens <= 240 - 80


def test_file_that_is_too_long_is_cut_and_told(library: Library) -> None:
    model = scripted_model("food", context_tokens=400)
    polymath = asking(library, model)
    answer = polymath.ask("which box?", SORT, files=[File("a.txt", "soup " * 5_000)])
    assert answer.warnings[0] == "The attached file was cut: the model can't read all of it."
    assert answer.prompt_tokens <= 400


def test_question_that_is_too_long_is_refused(library: Library) -> None:
    polymath = asking(library, scripted_model("A tuber.", context_tokens=240))
    with pytest.raises(PromptTooLongError):
        polymath.ask("potato " * 1_000, DISH)


def test_answer_ends_when_it_is_cancelled(library: Library) -> None:
    pieces: list[str] = []
    model = scripted_model("one two three four", seconds_per_token=0.01)
    answer = asking(library, model).ask(
        POTATO, DISH, on_text=pieces.append, cancelled=lambda: bool(pieces)
    )
    assert answer.text in ("one", "one two")


def test_sensitive_pack_never_reaches_a_model_that_is_not_private(library: Library) -> None:
    polymath = asking(library, scripted_model(never_asked, private=False))
    answer = polymath.ask("what do our rules say about refunds?", Wish("pharmacy", "rules"))
    assert answer.method == "abstained"
    assert answer.route[-1] == "the pack is sensitive and the model isn't private"
    with pytest.raises(MethodError, match="is sensitive, and memory:scripted isn't private"):
        polymath.ask("what do our rules say?", Wish("pharmacy", "rules", "prompted"))


def test_sensitive_pack_is_answered_by_a_private_model(library: Library) -> None:
    polymath = asking(library, scripted_model("No refunds."))
    answer = polymath.ask("what do our rules say about refunds?", Wish("pharmacy", "rules"))
    assert (answer.method, answer.text) == ("prompted", "No refunds.")


def test_other_packs_are_answered_by_any_model(library: Library) -> None:
    polymath = asking(library, scripted_model("A tuber.", private=False))
    assert polymath.ask(POTATO, DISH).method == "prompted"


def test_task_that_allows_no_prompts_never_reaches_a_model(library: Library) -> None:
    polymath = asking(library, scripted_model(never_asked))
    assert polymath.ask("can I take Viagra with aspirin?").method == "abstained"


def test_example_past_its_day_never_stands_in_a_prompt(library: Library) -> None:
    heard = Heard("No.")
    wish = Wish("pharmacy", "rules", shots=8, jurisdiction="KR")
    asking(library, scripted_model(heard)).ask("is the counter open on Sundays now?", wish)
    assert "Until the works end." not in heard.prompts[0]
    assert "Three months." not in heard.prompts[0]
    assert "Seven days." in heard.prompts[0]


@pytest.fixture(scope="session")
def tiny(tiny_model: Path) -> Model:
    """The tiny model in this process."""
    from bot.models.opening import open_model

    if not (tiny_model / "config.json").is_file():
        pytest.skip("no tiny model: `python -m tests.tiny_model.make` makes it")
    return open_model(f"local:{tiny_model}")


def test_tiny_model_answers_with_a_label_of_its_prompt(library: Library, tiny: Model) -> None:
    pieces: list[str] = []
    wish = Wish("workshop", "part", "prompted", shots=4)
    answer = asking(library, tiny).ask("sort this part: boba", wish, on_text=pieces.append)
    assert answer.method == "prompted"
    assert answer.model == tiny.name
    assert answer.text
    assert pieces
    assert answer.prompt_tokens > 50


def test_tiny_model_is_private(library: Library, tiny: Model) -> None:
    polymath: Polymath = asking(library, tiny)
    wish = Wish("pharmacy", "rules", "prompted", shots=1)
    assert polymath.ask("what do our rules say about refunds?", wish).method == "prompted"
