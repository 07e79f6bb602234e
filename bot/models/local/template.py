"""From messages to a model's tokens, by its own chat template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.models.errors import ModelBrokenError
from domain_packs.prompt import Message

_DATE = "1 January 2026"


def prompt_tokens(tokenizer: Any, messages: Sequence[Message]) -> list[int]:
    """The prompt's tokens, up to where the answer begins.

    A template that refuses a system message, or forgets it, gets it as the beginning of the first
    message of the user. Without a template the texts stand one after the other: a base model then
    goes on where the prompt ends. Raises `ModelBrokenError` where the template fails on both.
    """
    safe = [Message(m.role, _disarmed(tokenizer, m.content)) for m in messages]
    if not tokenizer.chat_template:
        text = "\n\n".join(message.content for message in safe)
        return list(tokenizer(text, verbose=False)["input_ids"])
    rendered = _rendered(tokenizer, safe)
    return list(tokenizer(rendered, add_special_tokens=False, verbose=False)["input_ids"])


def count_tokens(tokenizer: Any, messages: Sequence[Message]) -> int:
    """How many tokens the messages take; those without a question count as bare text.

    Templates mostly refuse a conversation that doesn't begin with the user.
    """
    if any(message.role == "user" for message in messages):
        return len(prompt_tokens(tokenizer, messages))
    text = "\n\n".join(message.content for message in messages)
    return len(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])


def _rendered(tokenizer: Any, messages: Sequence[Message]) -> str:
    from jinja2 import TemplateError

    failed: Exception | None = None
    for form in (messages, _merged(messages)):
        try:
            text = str(
                tokenizer.apply_chat_template(
                    [{"role": message.role, "content": message.content} for message in form],
                    tokenize=False,
                    add_generation_prompt=True,
                    # Models that reason aloud would spend the answer's tokens on it.
                    enable_thinking=False,
                    # Some templates write today's date; the same prompt shall stay the same.
                    date_string=_DATE,
                )
            )
        except TemplateError as error:
            failed = error
            continue
        if all(message.content.strip() in text for message in form):
            return text
    raise ModelBrokenError(
        "The model's chat template can't write a system message and a question.",
        "Use an instruct model with a chat template for conversations.",
    ) from failed


def _merged(messages: Sequence[Message]) -> list[Message]:
    """The same with system messages merged into the first message of the user."""
    system = "\n\n".join(message.content for message in messages if message.role == "system")
    others = [message for message in messages if message.role != "system"]
    if not system or not others:
        return list(messages)
    return [Message("user", f"{system}\n\n{others[0].content}"), *others[1:]]


def _disarmed(tokenizer: Any, text: str) -> str:
    """`text` in which no special token is spelt out: such a text could end its own message."""
    for token in tokenizer.all_special_tokens:
        if len(token) > 1 and token in text:
            text = text.replace(token, f"{token[0]} {token[1:]}")
    return text
