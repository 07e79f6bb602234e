"""Red flags: literal phrases of a pack that end the matter with a fixed text, before anything else
answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from domain_packs.pack import Pack
from domain_packs.text import normalise

_HANGUL = re.compile(r"[가-힣]")


def find_red_flag(text: str, packs: Sequence[Pack]) -> tuple[Pack, str] | None:
    """The first pack with a phrase that stands in `text`, and what it says then; None where there
    is none.

    Case, width and white space don't matter. A phrase begins at a word's beginning, and ends at a
    word's end unless it is Hangul, where endings follow.
    """
    tidy = _tidy(text)
    for pack in packs:
        for flag in pack.policy.red_flags:
            for phrase in flag.phrases:
                plain = _tidy(phrase)
                if plain in tidy and _bounded(plain).search(tidy):
                    return pack, flag.say
    return None


def _tidy(text: str) -> str:
    return normalise(text).replace("’", "'")


@lru_cache(maxsize=4096)
def _bounded(phrase: str) -> re.Pattern[str]:
    end = "" if _HANGUL.match(phrase[-1]) else r"(?!\w)"
    return re.compile(rf"(?<!\w){re.escape(phrase)}{end}")
