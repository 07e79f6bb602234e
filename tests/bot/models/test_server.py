"""Models of a server: what is asked of it, and what its refusals become."""

from __future__ import annotations

import socket
import time

import pytest

from bot.models.errors import (
    ContextTooLongError,
    ModelError,
    ModelMissingError,
    ModelRefusedError,
    ModelSpecError,
    ModelUnreachableError,
)
from bot.models.estimate import estimate_tokens
from bot.models.opening import open_model
from bot.models.server import CONTEXT_TOKENS, is_loopback
from bot.models.translation import translate
from domain_packs.prompt import Message
from tests.bot.models.openai_server import NAME, Behaviour, serve

SPEC = f"openai:{NAME}"
ASK = [Message("system", "rules"), Message("user", "hello there")]


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def test_answers_are_asked_for_greedily_and_in_pieces(url: str, behaviour: Behaviour) -> None:
    list(open_model(SPEC, url=url).stream(ASK, max_tokens=7, stop=["\n\n"]))
    asked = behaviour.requests[0]
    assert (asked["temperature"], asked["stream"], asked["stop"]) == (0, True, ["\n\n"])
    assert asked["max_completion_tokens"] == 7
    assert asked["messages"][0] == {"role": "system", "content": "rules"}


def test_a_server_of_ones_own_needs_no_key(url: str, behaviour: Behaviour) -> None:
    list(open_model(SPEC, url=url).stream(ASK, max_tokens=7))
    assert behaviour.keys == ["Bearer none"]


def test_a_key_that_is_set_is_sent(
    url: str, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    list(open_model(SPEC, url=url).stream(ASK, max_tokens=7))
    assert behaviour.keys == ["Bearer secret"]


def test_a_proxy_never_sees_what_is_meant_for_this_machine(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert list(open_model(SPEC, url=url).stream(ASK, max_tokens=7))


def test_tracing_sends_no_prompt_away(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Behaviour()
    with serve(asked) as tracer:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "key")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracer.removesuffix("/v1"))
        list(open_model(SPEC, url=url).stream(ASK, max_tokens=7))
        time.sleep(1)
    assert asked.paths == []


def test_context_and_tokens_are_the_servers_own(url: str, behaviour: Behaviour) -> None:
    behaviour.max_model_len = 300
    model = open_model(SPEC, url=url)
    assert model.context_tokens == 300
    assert model.count_tokens(ASK) == 3


def test_tokens_are_estimated_where_the_server_does_not_count(
    url: str, behaviour: Behaviour
) -> None:
    behaviour.counts = False
    assert open_model(SPEC, url=url).count_tokens(ASK) == estimate_tokens(ASK)


@pytest.mark.parametrize("lists", [None, (), (NAME,)], ids=["no list", "empty", "no length"])
def test_a_server_that_says_nothing_has_the_usual_context(
    url: str, behaviour: Behaviour, lists: tuple[str, ...] | None
) -> None:
    behaviour.lists, behaviour.max_model_len = lists, None
    assert open_model(SPEC, url=url).context_tokens == CONTEXT_TOKENS


def test_a_name_that_the_server_lacks_is_refused_with_those_it_has(url: str) -> None:
    with pytest.raises(ModelRefusedError, match="'other'; it has scripted"):
        open_model("openai:other", url=url)


def test_a_refused_key_is_told_when_the_model_is_opened(url: str, behaviour: Behaviour) -> None:
    behaviour.list_status = 401
    with pytest.raises(ModelRefusedError, match="key"):
        open_model(SPEC, url=url)


@pytest.mark.parametrize(
    ("status", "said", "error", "words"),
    [
        (401, "no", ModelRefusedError, "refuses the key"),
        (403, "no", ModelRefusedError, "refuses the key"),
        (404, "no", ModelRefusedError, "has no model"),
        (429, "no", ModelRefusedError, "no more requests"),
        (500, "no", ModelUnreachableError, "failed"),
        (400, "no", ModelRefusedError, "refuses the request"),
        (400, "This model's maximum context length is 512 tokens", ContextTooLongError, "longer"),
        (400, "context_length_exceeded", ContextTooLongError, "longer"),
    ],
)
def test_a_refusal_says_what_to_do(
    url: str, behaviour: Behaviour, status: int, said: str, error: type[ModelError], words: str
) -> None:
    model = open_model(SPEC, url=url)
    behaviour.status, behaviour.said = status, said
    with pytest.raises(error, match=words) as caught:
        list(model.stream(ASK, max_tokens=7))
    assert caught.value.remedy


def test_what_a_server_said_stays_out_of_the_message(url: str, behaviour: Behaviour) -> None:
    model = open_model(SPEC, url=url)
    behaviour.status, behaviour.said = 400, "bad input: hello there"
    with pytest.raises(ModelRefusedError) as caught:
        list(model.stream(ASK, max_tokens=7))
    assert "hello there" not in str(caught.value)


def test_no_server_is_told_as_such() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ModelUnreachableError, match="can't be reached") as caught:
        open_model(SPEC, url=f"http://127.0.0.1:{port}/v1")
    assert caught.value.kind == "network"


def test_a_server_that_falls_silent_is_told_as_such() -> None:
    import openai

    request = openai.DefaultHttpxClient().build_request("POST", "http://127.0.0.1:9")
    assert "fell silent" in str(translate(openai.APITimeoutError(request), SPEC))


def test_a_slow_server_is_left_when_the_asker_cancels(url: str, behaviour: Behaviour) -> None:
    behaviour.seconds_per_token = 0.4
    started = time.monotonic()
    pieces = open_model(SPEC, url=url).stream(
        ASK, max_tokens=7, cancelled=lambda: time.monotonic() - started > 0.1
    )
    assert "".join(pieces) != behaviour.answer
    assert behaviour.left_early.wait(10)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://localhost:8000/v1", True),
        ("http://127.0.0.1:8000/v1", True),
        ("http://127.8.0.1/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://localhost.example.com/v1", False),
        ("http://10.0.0.5:8000/v1", False),
        ("https://127.0.0.1.nip.io/v1", False),
        ("http://me@example.com:80/v1", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


@pytest.mark.parametrize(
    ("word", "private"), [(None, True), (False, False)], ids=["nothing said", "operator said no"]
)
def test_the_operators_word_on_privacy_wins(url: str, word: bool | None, private: bool) -> None:
    assert open_model(SPEC, url=url, private=word).private is private


def test_a_hosted_model_is_not_private_unless_the_operator_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert not open_model("openai:gpt-4.1-mini").private
    assert open_model("openai:gpt-4.1-mini", private=True).private


def test_a_hosted_models_context_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert open_model("openai:gpt-4.1-mini").context_tokens > 100_000


def test_a_model_that_refuses_a_temperature_is_given_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert open_model("openai:gpt-4.1-mini").chat.temperature == 0  # type: ignore[attr-defined]
    assert open_model("openai:o3-mini").chat.temperature is None  # type: ignore[attr-defined]


def test_a_hosted_model_without_a_key_says_which_to_set() -> None:
    with pytest.raises(ModelRefusedError, match="OPENAI_API_KEY"):
        open_model("openai:gpt-4.1-mini")


def test_a_missing_integration_says_what_to_install() -> None:
    with pytest.raises(ModelMissingError, match="pip install langchain-anthropic"):
        open_model("anthropic:claude-sonnet-4-5")


@pytest.mark.parametrize(
    ("spec", "url", "words"),
    [
        ("gpt-4.1-mini", None, "names no kind"),
        ("openai:", None, "names no kind"),
        (":name", None, "names no kind"),
        ("nobody:name", None, "no provider 'nobody'"),
        ("local:folder", "http://localhost:8000/v1", "has no server"),
        ("anthropic:name", "http://localhost:8000/v1", "takes no address"),
        ("openai:name", "localhost:8000", "no address"),
        ("openai:name", "http:///v1", "no address"),
    ],
)
def test_a_spec_that_means_nothing_is_refused(spec: str, url: str | None, words: str) -> None:
    with pytest.raises(ModelSpecError, match=words):
        open_model(spec, url=url)
