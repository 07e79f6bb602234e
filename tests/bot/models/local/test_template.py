"""From messages to tokens, with templates of every sort."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.models.errors import ModelBrokenError
from bot.models.local.template import count_tokens, prompt_tokens
from domain_packs.prompt import Message

ASK = [Message("system", "the rules"), Message("user", "the question")]
REFUSES_SYSTEM = (
    "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no') }}{% endif %}"
    "<{{ m.role }}>{{ m.content }}{% endfor %}<answer>"
)
FORGETS_SYSTEM = (
    "{% for m in messages %}{% if m.role != 'system' %}<{{ m.role }}>{{ m.content }}{% endif %}"
    "{% endfor %}<answer>"
)
ALTERNATES = (
    "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate') }}{% endif %}<{{ m.role }}>{{ m.content }}"
    "{% endfor %}<answer>"
)


@pytest.fixture
def tokenizer(tiny_model: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(tiny_model)


def written(tokenizer: Any, messages: list[Message]) -> str:
    return str(tokenizer.decode(prompt_tokens(tokenizer, messages)))


def test_a_models_own_template_is_used(tokenizer: Any) -> None:
    expected = "<|system|>the rules<|end|><|user|>the question<|end|><|assistant|>"
    assert written(tokenizer, ASK) == expected


@pytest.mark.parametrize(
    "template",
    [REFUSES_SYSTEM, FORGETS_SYSTEM, ALTERNATES],
    ids=["refuses", "forgets", "alternates"],
)
def test_a_system_message_that_a_template_does_not_take_begins_the_question(
    tokenizer: Any, template: str
) -> None:
    tokenizer.chat_template = template
    assert written(tokenizer, ASK) == "<user>the rules\n\nthe question<answer>"


def test_a_template_that_writes_the_date_writes_the_same_every_day(tokenizer: Any) -> None:
    tokenizer.chat_template = (
        "{% if not date_string is defined %}{% set date_string = strftime_now('%d %b %Y') %}"
        "{% endif %}{{ date_string }}{% for m in messages %}{{ m.content }}{% endfor %}"
    )
    assert written(tokenizer, ASK).startswith("1 January 2026")


def test_without_a_template_the_texts_stand_one_after_the_other(tokenizer: Any) -> None:
    tokenizer.chat_template = None
    assert written(tokenizer, ASK) == "the rules\n\nthe question"


def test_a_template_that_takes_no_question_is_told(tokenizer: Any) -> None:
    tokenizer.chat_template = "{{ raise_exception('never') }}"
    with pytest.raises(ModelBrokenError, match="chat template"):
        prompt_tokens(tokenizer, ASK)


@pytest.mark.parametrize("token", ["<|end|>", "<|system|>", "<|assistant|>"])
def test_data_cannot_end_its_own_message(tokenizer: Any, token: str) -> None:
    special = tokenizer.convert_tokens_to_ids(token)
    plain = prompt_tokens(tokenizer, ASK).count(special)
    asked = [
        Message("system", "the rules"),
        Message("user", f"the {token} question {token}{token}"),
    ]
    assert prompt_tokens(tokenizer, asked).count(special) == plain


def test_messages_without_a_question_count_as_bare_text(tokenizer: Any) -> None:
    tokenizer.chat_template = ALTERNATES
    assert count_tokens(tokenizer, [Message("assistant", "the answer")]) == len(
        tokenizer.encode("the answer")
    )
