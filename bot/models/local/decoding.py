"""Greedy decoding, a token at a time, so that it can be stopped at any of them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from typing import Any

#: Tokens of a prompt that are read in one step: the longest one can't be stopped in.
_STEP = 512
_UNFINISHED = "\N{REPLACEMENT CHARACTER}"


def greedy(model: Any, prompt: Sequence[int], max_tokens: int) -> Iterator[int | None]:
    """The likeliest token after `prompt`, then after that, until the end of the answer.

    None stands for a step that only read. Repetition penalties and other settings of sampling that
    come with a model aren't heeded: the answer is what the model finds likeliest.
    """
    ends = end_tokens(model)
    # Logits of the whole prompt would take a megabyte a token with today's vocabularies.
    last = {"logits_to_keep": 1} if _keeps_logits(model) else {}
    logits: Any = None
    cache: Any = None
    tokens = list(prompt)
    while tokens:
        logits, cache = _step(model, tokens[:_STEP], cache, last)
        tokens = tokens[_STEP:]
        yield None
    for left in reversed(range(max_tokens)):
        token = int(logits.argmax())
        if token in ends:
            return
        yield token
        if left:
            logits, cache = _step(model, [token], cache, last)


def _step(model: Any, tokens: list[int], cache: Any, last: dict[str, int]) -> tuple[Any, Any]:
    """Logits after `tokens`, shape (vocabulary,), and the cache with their keys and values."""
    import torch

    with torch.inference_mode():
        ids = torch.tensor([tokens], device=model.device)
        out = model(input_ids=ids, cache=cache, use_cache=True, **last)
        return out.logits[0, -1], out.cache


def _keeps_logits(model: Any) -> bool:
    inner = model.get_base_model() if hasattr(model, "get_base_model") else model
    return "logits_to_keep" in inspect.signature(inner.forward).parameters


def end_tokens(model: Any) -> frozenset[int]:
    """The tokens that end an answer."""
    ends = model.generation_config.eos_token_id
    return frozenset([ends] if isinstance(ends, int) else ends or ())


class Text:
    """Turns tokens into text piece by piece: a character may take several tokens.

    A piece is what the text of the latest tokens gained; as tokens decode differently alone (with
    or without the space before them), they are decoded after those of the last piece.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._tokens: list[int] = []
        self._start = 0
        self._given = 0

    def add(self, token: int) -> str:
        """The text that `token` completes; empty where a character isn't complete yet."""
        self._tokens.append(token)
        return self._gained(unfinished=False)

    def rest(self) -> str:
        """The text that is left at the end, complete or not."""
        return self._gained(unfinished=True)

    def _gained(self, *, unfinished: bool) -> str:
        before = self._decoded(self._tokens[self._start : self._given])
        now = self._decoded(self._tokens[self._start :])
        if len(now) <= len(before) or (now.endswith(_UNFINISHED) and not unfinished):
            return ""
        self._start, self._given = self._given, len(self._tokens)
        return now[len(before) :]

    def _decoded(self, tokens: list[int]) -> str:
        return str(
            self._tokenizer.decode(
                tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False
            )
        )
