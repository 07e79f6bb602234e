"""The over-estimate of tokens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import domain_packs
from bot.models.estimate import estimate_tokens
from domain_packs.prompt import Message
from retrievers.embedder import packaged_default

PACKS = Path(domain_packs.__file__).parent


@pytest.mark.parametrize("pack", ["legal", "medical", "technical"])
def test_it_is_above_what_a_smaller_vocabulary_makes_of_english(pack: str) -> None:
    from tokenizers import Tokenizer

    folder = packaged_default()
    assert folder is not None
    words = Tokenizer.from_file(str(folder / "tokenizer.json"))
    words.no_truncation()
    words.no_padding()
    for path in sorted(PACKS.glob(f"{pack}/tasks/*/examples.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("language", "en") == "en":
                counted = len(words.encode(row["input"], add_special_tokens=False).ids)
                assert estimate_tokens([Message("user", row["input"])]) > counted, row["id"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("가나다", 6), ("12345", 5), ("unbelievable", 4), ("a b", 2), ("        x", 3), ("😀", 2)],
)
def test_each_kind_of_character_has_its_weight(text: str, tokens: int) -> None:
    empty = estimate_tokens([Message("user", "")])
    assert estimate_tokens([Message("user", text)]) - empty == tokens


def test_every_message_adds_tokens() -> None:
    one = estimate_tokens([Message("user", "")])
    assert estimate_tokens([Message("user", ""), Message("user", "")]) > one > 0
