"""A LangChain chat model over transformers, in this process."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from bot.models.local.decoding import Text, greedy
from bot.models.local.loading import out_of_memory
from bot.models.local.template import prompt_tokens
from bot.models.messages import from_langchain
from bot.models.stopping import until_stop


class TransformersChat(BaseChatModel):
    """Answers one question at a time: others wait for their turn.

    `model` is a causal language model of transformers, or a peft model around one; `tokenizer` its
    tokenizer. A chunk comes after every step, empty ones too: closing the iterator between two of
    them stops the computation.
    """

    model: Any
    tokenizer: Any
    max_tokens: int = 256
    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "polymath-transformers"

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
        prompt = prompt_tokens(self.tokenizer, from_langchain(messages))
        pieces = self._pieces(prompt, self.max_tokens if max_tokens is None else max_tokens)
        with self._turn:
            for piece in until_stop(pieces, stop or ()):
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))

    def _pieces(self, prompt: list[int], max_tokens: int) -> Generator[str, None, None]:
        text = Text(self.tokenizer)
        yield ""
        try:
            for token in greedy(self.model, prompt, max_tokens):
                yield "" if token is None else text.add(token)
        except Exception as error:  # torch raises its own kinds, and RuntimeError for most
            short = out_of_memory(self.name or "the model", error)
            if short is None:
                raise
            raise short from error
        yield text.rest()
