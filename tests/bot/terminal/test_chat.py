from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator

import pytest

from bot.answering.library import Library
from bot.models.memory import scripted_model
from bot.terminal.app import run
from bot.terminal.chat import _Conversation
from domain_packs.prompt import Message
from tests.bot.models.openai_server import Behaviour, serve
from tests.bot.small import asking
from tests.packs import KITCHEN

#: Types lines into `polymath chat`: its status, stdout, stderr.
Chat = Callable[..., tuple[int, str, str]]
_KEYS = ("--pack", str(KITCHEN))


@pytest.fixture
def chat(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Chat:
    def talked(*lines: str | bytes, options: tuple[str, ...] = _KEYS) -> tuple[int, str, str]:
        typed = b"".join((x if isinstance(x, bytes) else x.encode()) + b"\n" for x in lines)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed)))
        status = run(["chat", *options])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return talked


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Behaviour]:
    behaviour = Behaviour(answer="A starchy tuber.", max_model_len=4_096)
    with serve(behaviour) as url:
        monkeypatch.setenv("POLYMATH_MODEL", "openai:scripted")
        monkeypatch.setenv("POLYMATH_MODEL_URL", url)
        yield behaviour


def test_conversation_ends_with_quit_or_the_end_of_the_input(chat: Chat) -> None:
    ended, quitted = chat(), chat("/quit", "what is shakshuka?")
    assert ended[0] == quitted[0] == 0
    assert ended[1].endswith("> \n")
    assert "Eggs poached" not in quitted[1]


def test_answers_follow_their_questions(chat: Chat) -> None:
    status, printed, errors = chat("what is shakshuka?", "", "Ceviche, please explain")
    assert (status, errors) == (0, "")
    assert printed.index("Eggs poached") < printed.index("Raw fish")
    assert printed.count("not reviewed") == 2


def test_explain_shows_what_the_last_answer_rests_on(chat: Chat) -> None:
    _, printed, _ = chat("/explain", "what is shakshuka?", "/explain")
    assert printed.index("There is no answer yet.") < printed.index("1. you chose the pack kitchen")
    assert printed.count("Eggs poached in") == 1 + printed.count("d-01  ")


def test_unknown_command_shows_the_help(chat: Chat) -> None:
    _, printed, _ = chat("/dance")
    assert printed.count("Ask a question. /explain shows") == 2


def test_bad_question_ends_nothing(chat: Chat) -> None:
    status, printed, errors = chat("kitchen/none: x", b"\xff\x00\xfe", "what is shakshuka?")
    assert status == 0
    assert errors.splitlines() == [
        "polymath: The pack 'kitchen' has no task 'none'. Its tasks: complaint, booking, dish.",
        "polymath: The question holds binary data (U+0000). Send text, or attach the file.",
    ]
    assert "Eggs poached" in printed


def test_unknown_jurisdiction_is_refused_at_once(chat: Chat) -> None:
    status, printed, errors = chat("x", options=(*_KEYS, "--jurisdiction", "korea"))
    assert (status, printed) == (2, "")
    assert errors.startswith("polymath: 'korea' is no jurisdiction.")


def test_model_streams_its_answer_once(chat: Chat, model: Behaviour) -> None:
    _, printed, _ = chat("kitchen/dish: what is a potato?")
    assert printed.count("A starchy tuber.") == 1
    assert "written by openai:scripted from 3 examples" in printed


def test_earlier_messages_reach_the_model(chat: Chat, model: Behaviour) -> None:
    chat("what is shakshuka?", "kitchen/dish: and a potato?")
    told = str(model.requests[-1]["messages"])
    assert "The asker said before:" in told
    assert "Eggs poached" in told


def test_model_that_fails_ends_nothing(chat: Chat, model: Behaviour) -> None:
    model.status = 500
    status, printed, errors = chat("kitchen/dish: what is a potato?", "what is shakshuka?")
    assert status == 0
    assert errors.startswith("polymath: ")
    assert "Eggs poached" in printed


def test_what_was_said_of_a_sensitive_pack_never_reaches_a_model_that_is_not_private(
    library: Library,
) -> None:
    heard: list[str] = []

    def script(messages: list[Message]) -> str:
        heard.append("\n".join(message.content for message in messages))
        return "A tuber."

    conversation = _Conversation(asking(library, scripted_model(script, private=False)), None, None)
    for text in (
        "can I take Viagra with nitroglycerin?",
        "pharmacy/rules: what about my refunds",
        "my chest hurts",
        "asdf qwer",
        "kitchen/dish: what is a potato?",
        "kitchen/dish: what is a yam?",
    ):
        conversation._ask(text)
    assert len(heard) == 2
    for word in ("Viagra", "refunds", "chest", "asdf", "blood pressure"):
        assert word not in heard[-1]
    assert "potato" in heard[-1]
