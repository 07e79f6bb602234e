"""A careful over-estimate of tokens, for models whose own tokens can't be known here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain_packs.prompt import Message

#: Tokens that a chat format puts around a message.
_AROUND = 8
_PARTS = re.compile(r"[A-Za-z]+|[0-9]|[ \t\r\n]+|[^\x00-\x7f]|[\x00-\x7f]")


def estimate_tokens(messages: Sequence[Message]) -> int:
    """At least as many tokens as the vocabularies of today's models make of these messages.

    Counted: a token for every three letters of a Latin word begun, for every digit and sign, for
    every run of spaces of up to four; two for every character beyond ASCII. Texts in English and
    Korean come out about a third to a half too long, which costs an example, not an answer.
    """
    return sum(_AROUND + _estimate(message.content) for message in messages) + _AROUND


def _estimate(text: str) -> int:
    return sum(_weight(part) for part in _PARTS.findall(text))


def _weight(part: str) -> int:
    if part[0].isascii():
        if part[0].isalpha():
            return -(-len(part) // 3)
        # One space before a word belongs to the word's token.
        return 0 if part == " " else -(-len(part) // 4)
    return 2
