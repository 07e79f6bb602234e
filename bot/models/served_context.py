"""What an OpenAI-compatible server says of a model: its context, its way of counting tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.models.errors import ModelRefusedError
from bot.models.estimate import estimate_tokens
from bot.models.translation import translate, translated
from domain_packs.prompt import CountTokens, Message

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True)
class Served:
    """A model of a server.

    `context_tokens` is None where the server doesn't say; `count` asks the server where it counts
    tokens (vLLM's /tokenize), else estimates; `arguments` are further arguments of every call.
    """

    context_tokens: int | None = None
    count: CountTokens = estimate_tokens
    arguments: dict[str, Any] = field(default_factory=dict)


def describe(chat: BaseChatModel, name: str, spec: str) -> Served:
    """Asks the server of `chat` (a ChatOpenAI) about its model `name`.

    A server that lists no models is taken as it is. Raises `ModelUnreachableError` where there is
    none, `ModelRefusedError` where the key is refused or the list doesn't have the name.
    """
    client: Any = chat.root_client  # type: ignore[attr-defined]
    try:
        listed = {model.id: model for model in client.models.list().data or ()}
    except Exception as error:  # a foreign boundary: httpx, openai, and parsing foreign JSON
        found = translate(error, spec)
        status = getattr(error, "status_code", None)
        if status in (401, 403) or status is None:
            raise found from error
        return Served()
    if not listed:
        return Served()
    if name not in listed:
        raise ModelRefusedError(
            f"The server has no model {name!r}; it has {', '.join(sorted(listed)[:8])}.",
            "Set POLYMATH_MODEL to openai:NAME with one of these names.",
        )
    context = getattr(listed[name], "max_model_len", None)
    if not isinstance(context, int):
        return Served()
    # Only vLLM states max_model_len; its chat templates take arguments, its server counts tokens.
    count = _Tokenize(client, name, spec)
    thinking = {"extra_body": {"chat_template_kwargs": {"enable_thinking": False}}}
    return Served(context, count if count.works() else estimate_tokens, thinking)


@dataclass(frozen=True)
class _Tokenize:
    """Counts with the server's own tokenizer and chat template."""

    client: Any
    name: str
    spec: str

    def works(self) -> bool:
        try:
            return self._count([Message("user", "a")]) > 0
        except Exception:  # a server that doesn't count is no fault: tokens are estimated then
            return False

    def __call__(self, messages: Sequence[Message]) -> int:
        with translated(self.spec):
            return self._count(messages)

    def _count(self, messages: Sequence[Message]) -> int:
        root = str(self.client.base_url).rstrip("/").removesuffix("/v1")
        body: dict[str, object] = {"model": self.name}
        if any(message.role == "user" for message in messages):
            body["messages"] = [{"role": m.role, "content": m.content} for m in messages]
            body["chat_template_kwargs"] = {"enable_thinking": False}
        else:
            # Templates mostly refuse a conversation that doesn't begin with the user.
            body["prompt"] = "\n\n".join(message.content for message in messages)
        found = self.client.post(f"{root}/tokenize", body=body, cast_to=object)
        return int(found["count"])
