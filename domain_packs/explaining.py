"""What a model's validation says, in the words of a pack's author."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from types import UnionType
from typing import Union, get_args, get_origin

from pydantic import BaseModel

from domain_packs.findings import ReaderKind
from domain_packs.strict import Path
from domain_packs.text import excerpt


def explain(
    place: Path, kind: str, said: str, model: type[BaseModel]
) -> tuple[ReaderKind, str, str]:
    """(kind, message, remedy) of a finding for one problem that pydantic reports.

    `place` is where it is in the file's value, `kind` and `said` pydantic's type and message.
    """
    where = ".".join(str(part) for part in place)
    shown = excerpt(where)
    if kind == "extra_forbidden":
        known = _keys(_parent(model, place[:-1]))
        near = difflib.get_close_matches(str(place[-1])[:64], known, n=1)
        remedy = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(known)}."
        return "unknown-key", f"The key {shown} is unknown.", remedy
    if kind == "missing":
        return "missing-key", f"The key {shown} is missing.", "Add it."
    said = said.removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        said = "The text is blank"
    message = f"{shown}: {said[:1].lower() + said[1:]}."
    return "wrong-value", message, "docs/pack-format.md says what may stand here."


def _parent(model: type[BaseModel], place: Path) -> type[BaseModel]:
    """The model of the mapping at `place` inside a file of `model`."""
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            inner = next(_models(model.model_fields[part].annotation), None)
            model = inner or model
    return model


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (list, Union, UnionType):
        for part in get_args(annotation):
            yield from _models(part)


def _keys(model: type[BaseModel]) -> list[str]:
    return list(model.model_fields)
