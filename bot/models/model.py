"""The model: who writes an answer from a prompt. `bot.models.opening.open_model` gives one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.models.background import in_background
from bot.models.errors import ContextTooLongError
from bot.models.stopping import until_stop
from bot.models.translation import translated
from domain_packs.prompt import CountTokens, Message

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def never() -> bool:
    """The asker doesn't cancel."""
    return False


@dataclass(frozen=True)
class Model:
    """A LangChain chat model with what Polymath must know of it.

    `name` is the spec it was opened by; `private` whether it may see the questions of sensitive
    packs; `context_tokens` how many tokens prompt and answer may have together; `count` counts a
    prompt in the model's own tokens, or estimates with care, above rather than below.
    `per_call` gives the arguments of a call that may write so many tokens, by the names that the
    chat model's integration has for them.
    """

    name: str
    private: bool
    context_tokens: int
    chat: BaseChatModel
    count: CountTokens
    per_call: Callable[[int], dict[str, Any]] = lambda max_tokens: {"max_tokens": max_tokens}

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """How many tokens these messages take as a prompt."""
        return self.count(messages)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[str]:
        """The answer, piece by piece: at most `max_tokens` tokens, up to the first of `stop`.

        Greedy: the same prompt gives the same answer. It ends within a tenth of a second once
        `cancelled` says so, or once the iterator is closed; what computes stops at its next step.
        Raises `ContextTooLongError` at once, and `ModelError` while it is read.
        """
        tokens = self.count(messages)
        if tokens + max_tokens > self.context_tokens:
            raise ContextTooLongError(
                f"The prompt takes {tokens:,} tokens and the answer may take {max_tokens:,};"
                f" {self.name!r} reads {self.context_tokens:,}.",
                "Ask a shorter question, or use a model with a longer context.",
            )
        return in_background(
            lambda: until_stop(self._pieces(messages, max_tokens, list(stop)), stop), cancelled
        )

    def _pieces(
        self, messages: Sequence[Message], max_tokens: int, stop: list[str]
    ) -> Generator[str, None, None]:
        from langsmith import tracing_context

        from bot.models.messages import to_langchain

        # Tracing would send the prompt to a third party that the operator's settings don't name.
        with translated(self.name), tracing_context(enabled=False):
            chunks = self.chat.stream(
                to_langchain(messages), stop=stop or None, **self.per_call(max_tokens)
            )
            # Closing matters: it ends the server's stream and frees the model in this process.
            with closing(chunks):  # type: ignore[type-var]
                for chunk in chunks:
                    yield str(chunk.text)
