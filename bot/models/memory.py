"""The in-memory twin of every model: it writes what a script says, a word a token."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from bot.models.messages import from_langchain
from bot.models.model import Model
from bot.models.stopping import until_stop
from domain_packs.prompt import Message

#: Writes the answer to a prompt.
Script = Callable[[Sequence[Message]], str]


class ScriptedChat(BaseChatModel):
    """A LangChain chat model that writes what `script` says, piece by piece.

    A token is a word with the space before it; `seconds_per_token` makes it slow.
    """

    script: Script
    seconds_per_token: float = 0.0

    @property
    def _llm_type(self) -> str:
        return "polymath-scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chunks = self._stream(messages, stop, run_manager, **kwargs)
        text = "".join(str(chunk.message.content) for chunk in chunks)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        max_tokens: int | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk(content=""))
        words = _words(self.script(from_langchain(messages)))
        for piece in until_stop(self._slowly(words[:max_tokens]), stop or ()):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))

    def _slowly(self, words: Sequence[str]) -> Generator[str, None, None]:
        for word in words:
            time.sleep(self.seconds_per_token)
            yield word


def scripted_model(
    answers: str | Sequence[str] | Script,
    *,
    private: bool = True,
    context_tokens: int = 8_192,
    seconds_per_token: float = 0.0,
) -> Model:
    """A model that gives `answers`: always the same one, one after the other (the last for ever),
    or what a function makes of the messages."""
    chat = ScriptedChat(script=_script(answers), seconds_per_token=seconds_per_token)
    return Model("memory:scripted", private, context_tokens, chat, _count)


def _script(answers: str | Sequence[str] | Script) -> Script:
    if callable(answers):
        return answers
    left = [answers] if isinstance(answers, str) else list(answers)
    return lambda messages: left.pop(0) if len(left) > 1 else left[0]


def _count(messages: Sequence[Message]) -> int:
    return sum(len(_words(message.content)) for message in messages)


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+$", text)
