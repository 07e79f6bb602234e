"""Looking for an example that is the same question.

The same question is the same text but for case, width, spacing and closing punctuation; or, in a
task whose examples have keys, one that names all keys of one example and otherwise only asks.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.answering.question import Question
from domain_packs.pack import Example, Task
from domain_packs.text import normalise
from retrievers.keys import KeyLookup, Named
from retrievers.languages import primary

_ENDS = " \t\n?!.,;:…。？！\"'“”‘’«»「」`()[]"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HANGUL = re.compile(r"[가-힣]")
#: Words that ask and say nothing of what is asked about.
_ASKING = frozenset(
    {
        "a",
        "about",
        "an",
        "and",
        "any",
        "are",
        "can",
        "could",
        "define",
        "definition",
        "describe",
        "do",
        "does",
        "exactly",
        "explain",
        "explanation",
        "for",
        "give",
        "hello",
        "hey",
        "hi",
        "how",
        "i",
        "in",
        "info",
        "is",
        "it",
        "just",
        "know",
        "like",
        "maybe",
        "me",
        "mean",
        "meaning",
        "means",
        "my",
        "need",
        "of",
        "on",
        "our",
        "please",
        "pls",
        "plz",
        "quick",
        "simple",
        "simply",
        "so",
        "some",
        "somebody",
        "someone",
        "something",
        "tell",
        "term",
        "terms",
        "thanks",
        "that",
        "the",
        "thing",
        "this",
        "to",
        "up",
        "us",
        "was",
        "we",
        "what",
        "whats",
        "what's",
        "word",
        "words",
        "would",
        "you",
        "your",
    }
)


@dataclass(frozen=True)
class Curated:
    """What was found: the example that answers, or why none does.

    `rows` are those that name the same things in other languages or places; `several` what each
    would answer to where the question names more than one.
    """

    example: Example | None = None
    misread: tuple[tuple[str, str], ...] = ()
    several: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()


class CuratedLookup:
    """Finds the example of one task that is the same question."""

    def __init__(self, task: Task, questions: Sequence[str] = ()) -> None:
        """`questions` are how people ask for this task; with its `asks` they say which words only
        ask."""
        self.task = task
        self._questions = questions

    def find(
        self,
        question: Question,
        *,
        language: str,
        today: datetime.date,
        jurisdiction: str | None = None,
    ) -> Curated:
        """The example that is this question. One past its day, or of another jurisdiction, never
        answers."""
        for text in (question.text, question.input):  # an example may itself look like two parts
            rows = self._usable(self._by_input.get(_tidy(text), ()), today, jurisdiction)
            if rows:
                return self._choose(rows, language, jurisdiction)
        if not self._keys.names:
            return Curated()
        named = self._keys.named(question.text)
        found = self._keys.rows_named(named)
        found = {
            keys: usable
            for keys, rows in found.items()
            if (usable := self._usable(rows, today, jurisdiction))
        }
        if not found:
            return Curated()
        if len(found) > 1:
            return Curated(several=tuple(rows[0].input for rows in found.values()))
        if self.task.manifest.match != "keys" and not self._only_asks(question, named):
            return Curated()
        chosen = self._choose(next(iter(found.values())), language, jurisdiction)
        misread = tuple(
            (question.text[one.start : one.end], one.read_as) for one in named if one.read_as
        )
        return Curated(chosen.example, misread, (), chosen.jurisdictions)

    def names(self, text: str) -> bool:
        """Whether `text` names all keys of an example."""
        return bool(self._keys.rows_named(self._keys.named(text)))

    def _choose(self, rows: Sequence[Example], language: str, jurisdiction: str | None) -> Curated:
        places = sorted(
            {row.jurisdiction for row in rows if row.jurisdiction not in (None, "any")} - {None}
        )
        if jurisdiction is None and places:
            return Curated(jurisdictions=tuple(str(place) for place in places))
        return Curated(min(rows, key=lambda row: primary(row.language or "en") != language))

    @staticmethod
    def _usable(
        rows: Sequence[Example], today: datetime.date, jurisdiction: str | None
    ) -> list[Example]:
        def fits(row: Example) -> bool:
            here = jurisdiction is None or row.jurisdiction in (None, "any", jurisdiction)
            return here and (row.valid_until is None or row.valid_until >= today)

        return [row for row in rows if fits(row)]

    def _only_asks(self, question: Question, named: Sequence[Named]) -> bool:
        """Whether the question, but for the things it names, only asks."""
        if len({one.thing for one in named}) != 1:
            return False
        text = question.text
        spans = [(one.start, one.end) for one in self._keys.named_all(text)]
        if question.payload is not None:
            # The router has read the asking words; the payload must be the thing itself.
            start = text.find(question.payload)
            words = [
                (start + word.start(), start + word.end())
                for word in _WORD.finditer(question.payload)
            ]
        else:
            words = [word.span() for word in _WORD.finditer(text)]
        rest = [text[a:b] for a, b in words if not any(s <= a and b <= e for s, e in spans)]
        return all(self._asks_word(word) for word in rest)

    def _asks_word(self, word: str) -> bool:
        plain = normalise(word).replace("’", "'")
        if plain in _ASKING or plain in self._asking_words:
            return True
        if _HANGUL.search(plain):
            return len(plain) < 2 or plain[:2] in self._asking_stems
        return False

    @cached_property
    def _asking_words(self) -> frozenset[str]:
        counts: dict[str, int] = {}
        texts = [*self.task.manifest.asks, *self.task.manifest.asks, *self._questions]
        for text in texts:
            for word in {normalise(found[0]) for found in _WORD.finditer(text)}:
                counts[word] = counts.get(word, 0) + 1
        return frozenset(word for word, count in counts.items() if count > 1) - frozenset(
            self._keys.names
        )

    @cached_property
    def _asking_stems(self) -> frozenset[str]:
        return frozenset(word[:2] for word in self._asking_words if _HANGUL.search(word))

    @cached_property
    def _keys(self) -> KeyLookup:
        return KeyLookup(self.task.examples)

    @cached_property
    def _by_input(self) -> dict[str, list[Example]]:
        found: dict[str, list[Example]] = {}
        for row in self.task.examples:
            found.setdefault(_tidy(row.input), []).append(row)
        return found


def _tidy(text: str) -> str:
    return normalise(text).strip(_ENDS)
