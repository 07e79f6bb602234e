from __future__ import annotations

from typing import Any

import pytest

from bot.answering.library import Library
from bot.answering.question import read_question
from bot.answering.route import Route, find_route
from domain_packs.errors import PackNotFoundError
from domain_packs.prompt import File

SORT = "what is the guest unhappy about: "


def route(library: Library, text: str, **keys: Any) -> Route:
    return find_route(read_question(text, tasks=library.tasks, **keys), library)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (SORT + "The soup was cold and salty.", "kitchen/complaint"),
        ("read this booking: table for four on Friday at 7, Marta", "kitchen/booking"),
        ("what is shakshuka?", "kitchen/dish"),
        ("can I take Viagra with nitroglycerin?", "pharmacy/interaction"),
        ("who may collect a prescription?", "pharmacy/rules"),
        ("이 손님은 뭐가 불만인가요: 음식이 차가웠어요", "kitchen/complaint"),
    ],
)
def test_question_goes_to_its_task(library: Library, text: str, target: str) -> None:
    assert route(library, text).target == target


def test_route_gives_its_reasons_in_words(library: Library) -> None:
    *first, last = route(library, SORT + "The soup was cold.").reasons
    assert first == [
        "“what is the guest unhappy about” asks about the rest",
        "routed by meaning and wording (en)",
    ]
    assert last.startswith("kitchen/complaint is the likeliest task (")


def test_language_that_cannot_be_read_is_routed_by_wording_alone(library: Library) -> None:
    found = route(library, "이 손님은 뭐가 불만인가요: 음식이 차가웠어요")
    assert "routed by wording alone: the embedder can't read ko" in found.reasons


@pytest.mark.parametrize("text", ["what's the weather like in Oslo?", "book me a flight to Busan"])
def test_question_out_of_scope_goes_nowhere(library: Library, text: str) -> None:
    found = route(library, text)
    assert (found.target, found.choices) == (None, ())
    assert found.reasons[-1].startswith("out of scope is likely (")


def test_question_too_close_to_call_offers_the_likeliest_tasks(library: Library) -> None:
    found = route(library, "asdf qwer")
    assert found.target is None
    assert 1 < len(found.choices) <= 3
    assert found.reasons[-1].startswith("too close to call: ")


def test_chosen_task_is_taken_whatever_the_question_says(library: Library) -> None:
    found = route(library, "what is shakshuka?", pack="pharmacy", task="rules")
    assert (found.target, found.reasons) == ("pharmacy/rules", ("you chose the pack and the task",))


def test_chosen_pack_narrows_the_tasks(library: Library) -> None:
    found = route(library, "pharmacy: who may collect a prescription?")
    assert found.target == "pharmacy/rules"
    assert found.reasons[0] == "you chose the pack pharmacy"


def test_red_flag_goes_before_the_chosen_task(library: Library) -> None:
    found = route(library, "my chest hurts", pack="pharmacy", task="rules")
    assert (found.target, found.says) == (None, "Call 119 now.")
    assert found.flagged is library.packs["pharmacy"]


def test_red_flag_of_a_pack_out_of_scope_says_nothing(library: Library) -> None:
    assert route(library, "my chest hurts", pack="kitchen").says is None


def test_question_that_names_all_keys_goes_to_their_task(library: Library) -> None:
    found = route(library, "asdf Viagra qwer Nitrostat")
    assert found.target == "pharmacy/interaction"


def test_file_is_what_the_question_is_about(library: Library) -> None:
    files = [File("mail.txt", "The soup was cold and nobody said sorry.")]
    found = route(library, "what is this guest unhappy about?", files=files)
    assert found.target == "kitchen/complaint"
    assert "the file mail.txt is what you ask about" in found.reasons


def test_unknown_pack_is_refused_with_those_there_are(library: Library) -> None:
    with pytest.raises(PackNotFoundError) as caught:
        route(library, "what is shakshuka?", pack="kitchn")
    assert str(caught.value) == (
        "There is no pack 'kitchn' that can be used. Installed: kitchen, pharmacy, workshop."
    )


def test_unknown_task_is_refused_with_those_there_are(library: Library) -> None:
    with pytest.raises(PackNotFoundError, match="has no task 'dishes'"):
        route(library, "what is shakshuka?", pack="kitchen", task="dishes")
