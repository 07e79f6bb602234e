"""The terms of a text: what lexical search counts.

Words where a script sets them apart; character n-grams (2 and 3) where it doesn't (Han, kana,
Thai, Lao, Myanmar, Khmer) or where words carry endings that hide their stem (Hangul): 계약서를 and
계약서가 share 계약, 약서 and 계약서.
"""

from __future__ import annotations

import re

from domain_packs.text import normalise

#: Han, kana, Hangul, Thai, Lao, Myanmar and Khmer.
_GRAMS = (
    "\u0e01-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
#: Vowel signs and accents, which `\w` leaves out, cutting Hindi or pointed Arabic words apart.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u0dff"
_RUN = re.compile(rf"([{_GRAMS}]+)|(?:(?![{_GRAMS}])(?:[^\W_]|[{_MARKS}]))+")
_SIZES = (2, 3)


def terms(text: str) -> list[str]:
    """The terms of `text` in their order, repeated as they are; none without letters or digits."""
    found: list[str] = []
    for run in _RUN.finditer(normalise(text)):
        grams = run[1]
        if grams is None or len(grams) == 1:
            found.append(run[0])
            continue
        for size in _SIZES:
            found += [grams[start : start + size] for start in range(len(grams) - size + 1)]
    return found
