"""Each way of answering, over the small library and with no language model."""

from __future__ import annotations

import pytest

from bot.answering.core import Polymath, Wish
from bot.answering.errors import MethodError, OptionFault
from bot.answering.library import Library
from domain_packs.errors import PackNotFoundError
from tests.bot.small import asking, open_small, pharmacy
from tests.packs import make_pack, make_task
from tests.retrievers.invented import labelled_texts

NEW_PART = labelled_texts(1, seed=9)[0][0]


def test_curated_example_answers_with_its_evidence(polymath: Polymath) -> None:
    answer = polymath.ask("who may collect a prescription?")
    assert (answer.method, answer.text) == ("curated", "Anyone with the code.")
    assert (answer.pack, answer.task, answer.confidence) == ("pharmacy", "rules", 1.0)
    assert answer.reviewed
    assert [(used.id, used.score, used.reviewed_by) for used in answer.examples] == [
        ("r-5", 1.0, "Dr Lee")
    ]
    assert answer.disclaimer == "Ask a pharmacist."
    assert answer.route[-1] == "the example r-5 is the same question"


def test_example_that_nobody_reviewed_gives_an_answer_that_is_not_reviewed(
    polymath: Polymath,
) -> None:
    assert not polymath.ask("what is shakshuka?").reviewed


def test_curated_answer_states_its_label(polymath: Polymath) -> None:
    assert polymath.ask("can I take Viagra with nitroglycerin?").label == "severe"


def test_misspelt_name_is_answered_and_told(polymath: Polymath) -> None:
    answer = polymath.ask("can I take Viagra with nitroglycrin?")
    assert answer.warnings == ("“nitroglycrin” was read as “nitroglycerin”.",)


def test_answer_in_another_language_is_told(polymath: Polymath) -> None:
    answer = polymath.ask("아스피린하고 이부프로펜 같이 먹어도 되나요?")
    assert (answer.language, answer.text) == ("ko", "mild: take them hours apart.")
    assert answer.warnings == ("질문하신 언어로 된 예시가 없어서 en 예시로 답합니다.",)


def test_one_thing_away_is_never_answered(polymath: Polymath) -> None:
    answer = polymath.ask("can I take Viagra with aspirin?")
    assert (answer.method, answer.task) == ("abstained", "interaction")
    assert answer.text == (
        "I can't tell: no example names all of what you ask about.\nYou can ask the pharmacist."
    )
    assert answer.examples == ()


def test_too_many_things_are_asked_for_one_at_a_time(polymath: Polymath) -> None:
    answer = polymath.ask("can I take Viagra, nitroglycerin, aspirin and ibuprofen together?")
    assert answer.method == "abstained"
    assert "aspirin a day, and ibuprofen for the back" in answer.text


def test_jurisdiction_that_matters_is_asked_for_and_then_decides(polymath: Polymath) -> None:
    text = "How long is a prescription valid?"
    asked, told = polymath.ask(text), polymath.ask(text, Wish(jurisdiction="KR"))
    assert asked.method == "abstained"
    assert asked.text.startswith("The answer depends on the jurisdiction. Say which: DE, KR.")
    assert (told.text, told.jurisdiction) == ("Seven days.", "KR")


def test_example_past_its_day_does_not_answer(polymath: Polymath) -> None:
    assert polymath.ask("Is the counter open on Sundays?").method == "abstained"
    assert polymath.ask("May we post a parcel of pills?").method == "curated"


def test_head_that_is_sure_answers_with_its_label_and_evidence(polymath: Polymath) -> None:
    answer = polymath.ask(f"sort this part: {NEW_PART}")
    assert (answer.method, answer.text, answer.label) == ("classified", "apples", "apples")
    assert answer.confidence is not None and 0.5 < answer.confidence <= 1
    assert {used.output for used in answer.examples} == {"apples"}
    assert "at most 10% wrong answers" in answer.route[-1]


def test_head_answers_in_a_language_that_the_embedder_cannot_read(polymath: Polymath) -> None:
    text = f"{NEW_PART} 라고 적힌 부품을 상자에 넣어 주세요"
    answer = polymath.ask(text, Wish("workshop", "part"))
    assert (answer.method, answer.language, answer.label) == ("classified", "ko", "apples")
    assert answer.examples[0].reason == "nearest in its words among those of this label"


def test_head_that_is_unsure_says_what_it_would_have_said(polymath: Polymath) -> None:
    answer = polymath.ask("sort this complaint: I am not amused")
    assert (answer.method, answer.label) == ("abstained", None)
    assert answer.text.startswith("The likeliest label is “")
    assert answer.confidence is not None
    assert answer.examples


def test_task_that_needs_a_model_says_so(polymath: Polymath) -> None:
    answer = polymath.ask("read this booking: table for four on Friday at 7 pm, Marta")
    assert answer.method == "abstained"
    assert answer.text.split("\n") == [
        "“Read a booking” needs a language model, and none is set.",
        "A language model could try: set one with `polymath setup`.",
    ]


def test_abstention_speaks_the_askers_language(polymath: Polymath) -> None:
    answer = polymath.ask("내일 부산 날씨가 어때요?")
    assert (answer.method, answer.language, answer.pack) == ("abstained", "ko", None)
    assert answer.text.startswith("답할 수 없는 질문이에요.")


def test_too_close_to_call_gives_choices(polymath: Polymath) -> None:
    answer = polymath.ask("asdf qwer")
    first = answer.choices[0]
    assert answer.method == "abstained"
    assert f"such as `{first.pack}/{first.task}: …`" in answer.text


def test_red_flag_ends_the_matter(polymath: Polymath) -> None:
    answer = polymath.ask("my chest hurts, can I take aspirin with ibuprofen?")
    assert (answer.method, answer.text) == ("abstained", "Call 119 now.")
    assert (answer.pack, answer.task, answer.examples) == ("pharmacy", None, ())


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (Wish("pharmacy", "interaction", "classified"), "doesn't allow the method 'classified'"),
        (Wish("kitchen", "dish", "classified"), "has no labels to tell apart"),
        (Wish("kitchen", "dish", "tuned"), "No adapter answers kitchen/dish."),
        (Wish("kitchen", "dish", "prompted"), "No language model is set."),
    ],
    ids=["not-allowed", "no-labels", "no-adapter", "no-model"],
)
def test_way_of_answering_that_cannot_be_had_is_refused(
    polymath: Polymath, wish: Wish, message: str
) -> None:
    with pytest.raises(MethodError) as caught:
        polymath.ask("what is this", wish)
    assert message in caught.value.message
    assert caught.value.remedy


def test_way_that_was_asked_for_is_the_only_one(polymath: Polymath) -> None:
    text = "what is shakshuka?"
    assert polymath.ask(text, Wish("kitchen", "dish", "curated")).method == "curated"
    other = polymath.ask("what is a potato?", Wish("kitchen", "dish", "curated"))
    assert (other.method, other.route[-1]) == ("abstained", "no example is the same question")


def test_task_without_a_head_says_that_nothing_can_be_classified() -> None:
    task = make_task("one", labels=["a", "b"], examples=[("egg", "a"), ("hen", "a")])
    polymath = asking(open_small([make_pack(task, name="lone")]))
    answer = polymath.ask("what is this", Wish("lone", "one", "classified"))
    assert answer.method == "abstained"
    assert answer.text.startswith("The examples of “A task” don't tell labels apart")


def test_unknown_pack_and_wrong_jurisdiction_are_refused(polymath: Polymath) -> None:
    with pytest.raises(PackNotFoundError):
        polymath.ask("what is this", Wish("nowhere"))
    with pytest.raises(OptionFault):
        polymath.ask("what is this", Wish(jurisdiction="Korea"))


def test_timings_of_the_steps_are_within_the_total(polymath: Polymath) -> None:
    spent = polymath.ask("what is shakshuka?").timings
    assert 0 < spent.route <= spent.total
    assert spent.retrieve + spent.generate <= spent.total


def test_library_lists_its_languages_and_tasks(library: Library) -> None:
    assert library.languages == ["en", "ko"]
    assert library.tasks["pharmacy"] == ["interaction", "rules"]


def test_same_question_is_answered_the_same_by_two_libraries(polymath: Polymath) -> None:
    twin = asking(open_small())
    for text in ("asdf qwer", f"sort this part: {NEW_PART}", "what is a potato?"):
        ours, theirs = (each.ask(text).as_json() for each in (polymath, twin))
        assert ours | {"timings_ms": 0} == theirs | {"timings_ms": 0}


def test_expert_is_named_only_where_the_pack_has_one() -> None:
    polymath = asking(open_small([pharmacy(expert=None)]))
    assert "You can ask" not in polymath.ask("can I take Viagra with aspirin?").text
