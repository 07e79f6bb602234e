"""Which language a text is in.

Scripts that only one language uses are decided without a model; among the others lingua decides,
in full accuracy, built for the languages that matter here alone (in its low-accuracy mode over all
languages "what sort of clause is this" is German). Short texts are hard for any detector, so
another language must be clearly likelier than English.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

#: The script of a letter, by the beginning of its Unicode name, and the language that alone uses
#: it here.
_SCRIPTS = {
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "THAI": "th",
    "HEBREW": "he",
    "GREEK": "el",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "TAMIL": "ta",
    "BENGALI": "bn",
}
#: Share of the letters from which a script decides; asking words in Korean around an English
#: clause are still Korean.
_SCRIPT_SHARE = 0.2
#: A text's language shows in its beginning: so many characters of it are looked at.
_SEEN = 2_000
#: How many times likelier than English another language must be.
_CLEARLY = 2.0
_CODE = re.compile(r"```.*?```|`[^`]*`|https?://\S+", re.DOTALL)


def primary(tag: str) -> str:
    """The primary subtag of a BCP-47 tag, in lower case: `pt` of pt-BR."""
    return tag.split("-", 1)[0].lower()


def detect(text: str, candidates: Iterable[str] = (), *, default: str = "en") -> str:
    """The language of `text` as a primary subtag.

    `candidates` are the languages that may occur (tags); English and Korean always may. `default`
    is given for a text without letters.
    """
    prose = _CODE.sub(" ", text)[:_SEEN]
    script = _by_script(prose)
    if script is not None:
        return script
    if not any(character.isalpha() for character in prose):
        return default
    languages = frozenset({"en", *map(primary, candidates)} - set(_SCRIPTS.values()))
    if len(languages) == 1:
        return "en"
    return _by_model(prose, tuple(sorted(languages)))


@lru_cache(maxsize=1)
def detectable() -> frozenset[str]:
    """The languages that `detect` can tell, as primary subtags."""
    from lingua import Language

    by_model = {language.iso_code_639_1.name.lower() for language in Language.all()}
    return frozenset(by_model | set(_SCRIPTS.values()))


def _by_script(text: str) -> str | None:
    letters = Counter(_script(character) for character in text if character.isalpha())
    total = sum(letters.values())
    if not total:
        return None
    # Japanese is written with Han characters too: any kana tells it from Chinese.
    if letters["ja"]:
        letters["ja"] += letters.pop("zh", 0)
    for language, count in letters.most_common():
        if language and count / total >= _SCRIPT_SHARE:
            return language
    return None


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    if character.isascii():
        return ""
    return _SCRIPTS.get(unicodedata.name(character, "").split(" ", 1)[0], "")


def _by_model(text: str, languages: tuple[str, ...]) -> str:
    detector = _detector(languages)
    if detector is None:
        return "en"
    found = {
        value.language.iso_code_639_1.name.lower(): value.value
        for value in detector.compute_language_confidence_values(text)
    }
    best = max(found, key=lambda language: found[language])
    return best if best == "en" or found[best] >= _CLEARLY * found.get("en", 0.0) else "en"


@lru_cache(maxsize=8)
def _detector(languages: tuple[str, ...]) -> Any:
    """lingua's detector for these languages; None where it knows fewer than two of them."""
    from lingua import IsoCode639_1, Language, LanguageDetectorBuilder

    codes = {
        name.lower(): getattr(IsoCode639_1, name) for name in dir(IsoCode639_1) if len(name) == 2
    }
    known = [
        Language.from_iso_code_639_1(codes[language]) for language in languages if language in codes
    ]
    return LanguageDetectorBuilder.from_languages(*known).build() if len(known) > 1 else None
