"""Hangul taken apart: a syllable becomes its letters, so that n-grams see stems through their
endings.

찾아 and 찾은 share no syllable but 찾, yet most of their letters. The letters are given as private
characters, since Unicode's own would be put together again by NFKC.
"""

from __future__ import annotations

_FIRST, _LAST = 0xAC00, 0xD7A3
_VOWELS, _FINALS = 21, 28
#: Where the letters lie: 19 initials, then 21 vowels, then 27 finals.
_BASE = 0xE000


def _letters(syllable: int) -> str:
    initial, rest = divmod(syllable - _FIRST, _VOWELS * _FINALS)
    vowel, final = divmod(rest, _FINALS)
    found = chr(_BASE + initial) + chr(_BASE + 19 + vowel)
    return found + chr(_BASE + 40 + final) if final else found


_TABLE = {syllable: _letters(syllable) for syllable in range(_FIRST, _LAST + 1)}


def take_apart(text: str) -> str:
    """`text` with every Hangul syllable as its two or three letters; all else as it was."""
    return text if text.isascii() else text.translate(_TABLE)
