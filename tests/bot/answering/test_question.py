from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.errors import OptionFault
from bot.answering.question import LONGEST, QuestionError, read_question, split
from domain_packs.prompt import File

TASKS = {"legal": ["clause-type", "plain-words"], "kitchen": ["dish"]}
CLAUSE = "The Tenant shall pay rent monthly."

#: Text with many of the marks that tell a question apart.
_marks = st.sampled_from(
    ["```", "`", '"', "'", "“", "”", "„", "«", "»", "「", "」", ">", "&gt;", ":", " - ", ". ", "? ",
     "\n", "\n\n", " ", "what is this", "이게 뭐예요", "요?", "Error(", "word", "don't", "s'il"]
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=200), st.lists(_marks | st.text(max_size=8), max_size=40).map("".join)
)


@pytest.mark.parametrize(
    ("text", "asking", "payload"),
    [
        (f"what kind of clause is this: {CLAUSE}", "what kind of clause is this", CLAUSE),
        (f'is this a payment clause? "{CLAUSE}"', "is this a payment clause?", CLAUSE),
        (f"what is this?\n\n{CLAUSE}", "what is this?", CLAUSE),
        (f"{CLAUSE}\nwhat kind of clause is this?", "what kind of clause is this?", CLAUSE),
        (f"> {CLAUSE}\nexplain that", "explain that", CLAUSE),
        (f"&gt; {CLAUSE}\nexplain that", "explain that", CLAUSE),
        ("why does this fail?\n```python\nx = 1/0\n```", "why does this fail?", "x = 1/0"),
        ("what's `x = 1/0` about?", "what's   about?", "x = 1/0"),
        (f"이 조항은 어떤 종류예요? “{CLAUSE}”", "이 조항은 어떤 종류예요?", CLAUSE),
        (f"분류해 줘 - {CLAUSE}", "분류해 줘", CLAUSE),
        (f"{CLAUSE} Which kind is that?", "Which kind is that?", CLAUSE),
        ("who is 'the Tenant in clause 4' here", "who is   here", "the Tenant in clause 4"),
        ("ist das „Miete im Voraus“ üblich", "ist das   üblich", "Miete im Voraus"),
    ],
    ids=["colon", "quoted", "lines", "lines-behind", "mail", "slack", "fenced", "ticks", "korean",
         "dash", "closing", "apostrophes", "german"],
)  # fmt: skip
def test_payload_is_told_from_the_asking_words(text: str, asking: str, payload: str) -> None:
    assert split(text) == (asking, payload)


@pytest.mark.parametrize(
    "text",
    ["what is idempotency?", "isn't it the client's, don't you think", "idempotency", "what: this",
     "Error: connection refused", "is 10:30 a good time"],
    ids=["question", "apostrophes", "word", "one-word-behind", "log-line", "clock"],
)  # fmt: skip
def test_question_without_payload_stays_whole(text: str) -> None:
    assert split(text) == (text, None)


@given(texts)
@settings(deadline=None, max_examples=300)
def test_both_parts_come_from_the_text_whatever_it_is(text: str) -> None:
    asking, payload = split(text)
    assert payload is None or payload.strip()
    parts = asking + (payload or "")
    assert not Counter("".join(parts.split())) - Counter("".join(text.split()))
    assert all(word in text for word in f"{asking}\n{payload or ''}".split())


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        question = read_question(text, tasks=TASKS)
    except QuestionError as error:
        assert error.message.endswith(".")
        assert error.remedy.endswith(".")
    else:
        assert question.input.strip()


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " 'a",
        "'a",
        "a. ",
        "a - ",
        '"a ',
        "“a",
        "`",
        "> a\n",
        "a: b ",
        "요. ",
        "? ",
        "\\w ",
        "_",
    ],
)
def test_hostile_text_of_full_length_is_read_at_once(piece: str) -> None:
    text = (piece * LONGEST)[: LONGEST - 20] + "\nwhat is this?"
    start = time.process_time()
    split(text)
    split(text.replace("\n", " "))
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The question is empty."),
        (" \n\t ", "The question is empty."),
        ("x" * 100_000, "The question has 100,000 characters; 40,000 are allowed."),
        ("PK\x03\x04 zip", "The question holds binary data (U+0003)."),
        ("what is \udcff", "The question holds binary data (U+DCFF)."),
    ],
    ids=["empty", "blank", "100,000-characters", "binary", "lone-surrogate"],
)
def test_question_that_cannot_be_asked_is_refused(text: str, message: str) -> None:
    with pytest.raises(QuestionError) as caught:
        read_question(text, tasks=TASKS)
    assert caught.value.message == message
    assert caught.value.kind == "input"


def test_line_ends_of_windows_are_no_binary_data() -> None:
    question = read_question(f"what is this?\r\n{CLAUSE}\r\n", tasks=TASKS)
    assert question.payload == CLAUSE


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("legal: what is this", ("legal", None, "what is this")),
        ("legal/clause-type: what is this", ("legal", "clause-type", "what is this")),
        ("  kitchen :what is this", ("kitchen", None, "what is this")),
        ("dish: what is this", (None, None, "dish: what is this")),
        ("https://example.org/what is this", (None, None, "https://example.org/what is this")),
    ],
    ids=["pack", "task", "spaces", "no-pack", "address"],
)
def test_prefix_chooses_pack_and_task(
    text: str, chosen: tuple[str | None, str | None, str]
) -> None:
    question = read_question(text, tasks=TASKS)
    assert (question.pack, question.task, question.text) == chosen


def test_prefix_wins_over_the_option_and_keeps_its_task_only_within_the_pack() -> None:
    other = read_question("kitchen: what is it", tasks=TASKS, pack="legal", task="clause-type")
    same = read_question("legal: what is it", tasks=TASKS, pack="legal", task="clause-type")
    assert (other.pack, other.task) == ("kitchen", None)
    assert (same.pack, same.task) == ("legal", "clause-type")


def test_prefix_with_an_unknown_task_is_refused_with_those_there_are() -> None:
    with pytest.raises(QuestionError) as caught:
        read_question("legal/clause: what is this", tasks=TASKS)
    assert str(caught.value) == (
        "The pack 'legal' has no task 'clause'. Its tasks: clause-type, plain-words."
    )


def test_file_is_the_payload_and_the_text_asks_about_it() -> None:
    question = read_question("what: is this", tasks=TASKS, files=[File("a.txt", CLAUSE)])
    assert (question.asking, question.payload) == ("what: is this", CLAUSE)


@pytest.mark.parametrize("code", ["korea", "kr", "USA", "US-", "US-CALI", "", "KR\n"])
def test_jurisdiction_that_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(OptionFault, match="no jurisdiction"):
        read_question("what is this", tasks=TASKS, jurisdiction=code)


@pytest.mark.parametrize("code", ["KR", "US-CA", "GB-ENG", None])
def test_jurisdiction_is_a_code_of_iso_3166(code: str | None) -> None:
    assert read_question("what is this", tasks=TASKS, jurisdiction=code).jurisdiction == code
