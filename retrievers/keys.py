"""Keys: the things that an example is about, looked for by name in a question.

A name counts where it stands on its own: on word boundaries, and in Hangul also with a particle
behind it. A word of six letters or more may be misspelt by one letter (left out, put in, changed
or swapped), as long as it is near one thing only and is itself the name of none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain_packs.pack import Example
from domain_packs.text import normalise

#: Shortest word in which one wrong letter is forgiven.
_FORGIVING = 6
#: The longest name in words.
_LONGEST = 5
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_HANGUL = re.compile(r"[가-힣]")
_HANGUL_RUN = re.compile(r"[가-힣]+$")

#: A thing's names, normalised; two rows are about the same thing where they share the whole set.
Thing = frozenset[str]


@dataclass(frozen=True)
class Named:
    """A thing that a text names: where (character span), and which name a misspelling was read
    as."""

    thing: Thing
    start: int
    end: int
    read_as: str | None = None


class KeyLookup:
    """Finds the rows of a task by the things they are about."""

    def __init__(self, rows: Sequence[Example]) -> None:
        written = [
            (row, [frozenset(_tidy(name) for name in key) for key in row.keys]) for row in rows
        ]
        self._things = _merged(thing for _, things in written for thing in things)
        self._rows: dict[frozenset[Thing], list[Example]] = {}
        for row, things in written:
            if things:
                keys = frozenset(self._things[next(iter(thing))] for thing in things)
                self._rows.setdefault(keys, []).append(row)

    def named(self, text: str) -> list[Named]:
        """The things that `text` names, in order, each once; positions are those in `text`."""
        found: dict[Thing, Named] = {}
        for named in self.named_all(text):
            found.setdefault(named.thing, named)
        return list(found.values())

    def named_all(self, text: str) -> Iterator[Named]:
        """Every place where `text` names a thing, in order; of names within names the longest."""
        words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        position = 0
        while position < len(words):
            for length in range(min(_LONGEST, len(words) - position), 0, -1):
                start, end = words[position][0], words[position + length - 1][1]
                named = self._name(text[start:end], start, end, single=length == 1)
                if named:
                    yield named
                    position += length - 1
                    break
            position += 1

    def _name(self, written: str, start: int, end: int, *, single: bool) -> Named | None:
        name = _tidy(written)
        if name in self._things:
            return Named(self._things[name], start, end)
        if _HANGUL.search(name):
            stem = self._stem(name)
            return Named(self._things[stem], start, end) if stem else None
        if single and len(name) >= _FORGIVING and name.isalpha():
            return self._misspelt(name, start, end)
        return None

    def _stem(self, name: str) -> str | None:
        """The longest known name that `name` begins with, a Korean particle of at most four
        syllables behind it."""
        tail = _HANGUL_RUN.search(name)
        if not tail:
            return None
        for cut in range(1, min(5, len(tail[0]) + 1)):
            if name[:-cut] in self._things and len(name) - cut >= 2:
                return name[:-cut]
        return None

    def _misspelt(self, name: str, start: int, end: int) -> Named | None:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        near = extract(
            name, self._things.keys(), scorer=OSA.distance, processor=None, score_cutoff=1, limit=5
        )
        things = {self._things[known]: known for known, _, _ in near if known[0] == name[0]}
        if len(things) != 1:
            return None
        thing, known = next(iter(things.items()))
        return Named(thing, start, end, known)

    def rows_named(self, named: Iterable[Named]) -> dict[frozenset[Thing], list[Example]]:
        """The rows all of whose keys are among `named`, by their things; the largest sets of keys
        alone."""
        things = {one.thing for one in named}
        found = {keys: rows for keys, rows in self._rows.items() if keys <= things}
        return {
            keys: rows for keys, rows in found.items() if not any(keys < other for other in found)
        }

    @property
    def names(self) -> Mapping[str, Thing]:
        """Every name, normalised, with its thing."""
        return self._things


def _merged(things: Iterable[Thing]) -> dict[str, Thing]:
    """Every name with its thing: rows may list different names of one thing, sharing one makes
    them one."""
    groups: dict[str, set[str]] = {}
    for thing in things:
        merged = set(thing).union(*(groups[name] for name in thing if name in groups))
        for name in merged:
            groups[name] = merged
    return {name: frozenset(group) for name, group in groups.items()}


def _tidy(name: str) -> str:
    return normalise(name).replace("’", "'")
