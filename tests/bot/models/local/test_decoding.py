"""Greedy decoding, and tokens to text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.models.local.decoding import Text, end_tokens, greedy
from bot.models.local.loading import load


@pytest.fixture(scope="module")
def loaded(tiny_model: Path) -> tuple[Any, Any]:
    """The tiny model's tokenizer and the model."""
    return load("local:tiny", tiny_model)


@pytest.mark.parametrize(
    "text", ["plain words", "값을 확인합니다", "naïve — “quoted”", "😀👩‍👩‍👧", "  two\n\n lines "]
)
def test_pieces_of_text_are_the_whole_text(loaded: tuple[Any, Any], text: str) -> None:
    tokenizer, _ = loaded
    reader = Text(tokenizer)
    pieces = [reader.add(token) for token in tokenizer.encode(text, add_special_tokens=False)]
    assert "".join([*pieces, reader.rest()]) == text
    assert not any("\N{REPLACEMENT CHARACTER}" in piece for piece in pieces)


def test_a_character_cut_off_at_the_end_is_shown_as_such(loaded: tuple[Any, Any]) -> None:
    tokenizer, _ = loaded
    reader = Text(tokenizer)
    tokens = tokenizer.encode("값", add_special_tokens=False)
    assert [reader.add(token) for token in tokens[:-1]] == [""] * (len(tokens) - 1)
    assert reader.rest() == "\N{REPLACEMENT CHARACTER}"


def test_tokens_are_those_of_transformers_own_greedy_search(loaded: tuple[Any, Any]) -> None:
    import torch

    tokenizer, model = loaded
    prompt = tokenizer.encode("Example 1. Input:\n```\nthe gate\n```\n")
    ours = [token for token in greedy(model, prompt, 12) if token is not None]
    theirs = model.generate(
        torch.tensor([prompt]),
        attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
        max_new_tokens=12,
        do_sample=False,
    )[0, len(prompt) :]
    assert ours == [token for token in theirs.tolist() if token not in end_tokens(model)]


def test_a_long_prompt_is_read_in_steps_to_the_same_end(loaded: tuple[Any, Any]) -> None:
    import torch

    tokenizer, model = loaded
    prompt = tokenizer.encode("some words of a long prompt " * 100)
    found = list(greedy(model, prompt, 1))
    assert found.count(None) > 1
    with torch.inference_mode():
        logits = model(torch.tensor([prompt])).logits[0, -1]
    assert torch.topk(logits, 2).indices[0] == (found + [None])[found.count(None)] or int(
        logits.argmax()
    ) in end_tokens(model)


def test_peft_wraps_the_model_and_answers_the_same_before_it_is_trained(
    loaded: tuple[Any, Any],
) -> None:
    import copy
    import warnings

    from peft import LoraConfig, get_peft_model

    _, model = loaded
    settings = LoraConfig(r=4, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM")
    with warnings.catch_warnings():
        # This peft still asks for a name that this transformers deprecates.
        warnings.simplefilter("ignore", FutureWarning)
        wrapped = get_peft_model(copy.deepcopy(model), settings)
    prompt = list(range(20, 60))
    assert list(greedy(wrapped, prompt, 6)) == list(greedy(model, prompt, 6))
