"""What counts as the same text, and which characters a pack's text may hold."""

from __future__ import annotations

import re
import unicodedata

#: C0 and C1 controls but tab and newline, and lone surrogates: never part of a text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
#: Bidirectional overrides and isolates, zero-width and tag characters: text that doesn't read as it
#: is stored. Left-to-right and right-to-left marks are not among them: Hebrew and Arabic need them.
_HIDDEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


def normalise(text: str) -> str:
    """`text` as it is compared: NFKC, case folded, white space made one space, ends stripped."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def control_character(text: str) -> str | None:
    """The first character that no text of a pack may hold, as U+XXXX; None where there is none."""
    found = _CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def hidden_character(text: str) -> str | None:
    """The first character that hides or reorders text, as U+XXXX; None where there is none."""
    found = _HIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def excerpt(text: str, longest: int = 80) -> str:
    """`text` in quotes, escaped, and cut after `longest` characters: fit to stand in a message."""
    return repr(text if len(text) <= longest else text[:longest] + "…")


def printable(text: str) -> str:
    """`text` with whatever could steer a terminal or reorder a line made visible as an escape.

    Tabs and newlines stay; letters of every script, their marks and joiners too.
    """
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


_STEERING = re.compile(f"{_CONTROL.pattern}|{_HIDDEN.pattern}|[\u200e\u200f\u2028\u2029]")
