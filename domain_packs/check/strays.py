"""Rows that don't do as the others do: the measure behind every check of consistency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from domain_packs.check.rows import Row, named
from domain_packs.findings import Finding

#: Fewer rows than this have no custom that one could break.
ENOUGH = 5
#: The share of rows that makes a custom.
CUSTOM = 0.75
#: From this many strays on, one finding stands for all of them.
_MANY = 5
_REMEDY = "Write all outputs of a task in one form."

#: What a text has: "a full stop at the end", "the keys name, day", …
Trait = Callable[[str], str]


def strays(
    rows: Sequence[tuple[Row, str]], trait: Trait, kind: str, *, mixed: bool = True
) -> Iterator[Finding]:
    """The rows whose text has something else than most.

    `trait` says what a text has, as it stands in "ID has …, most have …". Where fewer rows than
    make a custom agree, one finding says so, unless `mixed` is False: then there is no custom.
    """
    values = [trait(text) for _, text in rows]
    if len(rows) < ENOUGH or len(set(values)) < 2:
        return
    usual, count = Counter(values).most_common(1)[0]
    others = [(row, value) for (row, _), value in zip(rows, values, strict=True) if value != usual]
    custom = count >= CUSTOM * len(rows)
    if custom and len(others) < _MANY:
        for row, value in others:
            yield row.advice(kind, f"{row.id} has {value}, most have {usual}.", _REMEDY)
    elif custom or mixed:
        row, value = others[0]
        ids = named([row.id for row, _ in others])
        message = (
            f"{row.id} has {value}, most have {usual}; {len(others)} of {len(rows)} stray: {ids}."
        )
        yield row.advice(kind, message, _REMEDY)
