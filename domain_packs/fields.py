"""The values that fields of a pack's files may hold: names, versions, languages, dates, …

Each is a plain text (or date) with a rule; the rule stands in the JSON Schema as a pattern too.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, core_schema

from domain_packs.text import excerpt, hidden_character

#: Names that a Windows file system can't hold as a folder.
_DEVICE_NAMES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_IDENTIFIER = r"(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
_SEMVER = (
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    rf"(-{_IDENTIFIER}(\.{_IDENTIFIER})*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?"
)
_RELEASE = r"\d{1,9}(\.\d{1,9})*"


@dataclass(frozen=True)
class Fits:
    """A validator: the whole text fits `pattern` (`$` alone would let a newline through)."""

    pattern: str
    what: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        found = handler(schema)
        return {**found, "pattern": f"^(?:{self.pattern})$", "description": self.what}

    def _checked(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value, flags=re.ASCII):
            raise ValueError(f"{excerpt(value)} is not {self.what}")
        return value


def _portable(value: str) -> str:
    if value in _DEVICE_NAMES:
        raise ValueError(f"{value!r} is a device name on Windows")
    return value


def _visible(value: str) -> str:
    hidden = hidden_character(value)
    if hidden:
        raise ValueError(f"{excerpt(value)} holds a hidden character, {hidden}")
    return value


def _date(value: object) -> object:
    """A date is text in the file: neither YAML nor JSON has dates of its own here."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, flags=re.ASCII):
        return datetime.date.fromisoformat(value)
    raise ValueError(f"{excerpt(str(value))} is not a date such as 2026-11-24")


def _names(value: object) -> object:
    """A key with one name may stand without its list."""
    return [value] if isinstance(value, str) else value


Name = Annotated[
    str,
    StringConstraints(max_length=64),
    Fits(NAME, "a name in kebab-case (a-z, 0-9 and single hyphens)"),
    AfterValidator(_portable),
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=r"\S")]
Body = Annotated[str, StringConstraints(min_length=1, max_length=200_000, pattern=r"\S")]
LabelName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64),
    Fits(r"\S(.*\S)?", "a label (one line, no white space at its ends)"),
    AfterValidator(_visible),
]
Phrase = Annotated[str, StringConstraints(min_length=2, max_length=200, pattern=r"\S")]
Version = Annotated[str, Fits(_SEMVER, 'a semantic version such as "1.2.0"')]
Language = Annotated[
    str,
    Fits(
        r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*",
        "a BCP-47 tag such as en, ko or pt-BR",
    ),
]
Jurisdiction = Annotated[
    str,
    Fits(
        r"any|[A-Z]{2}(-[A-Z0-9]{1,3})?", 'a jurisdiction: ISO 3166 such as KR or US-CA, or "any"'
    ),
]
Licence = Annotated[
    str,
    Fits(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", "an SPDX licence such as CC-BY-4.0"),
]
RowId = Annotated[
    str,
    StringConstraints(max_length=64),
    Fits(r"[A-Za-z0-9][A-Za-z0-9._-]*", "an id (letters, digits, . _ -)"),
]
Date = Annotated[datetime.date, BeforeValidator(_date, json_schema_input_type=str)]
Requirement = Annotated[
    str,
    Fits(
        rf"polymath *((>=|==|>) *{_RELEASE}|~= *\d{{1,9}}\.{_RELEASE})( *, *< *{_RELEASE})?",
        'a requirement such as "polymath>=0.1"',
    ),
]
Digest = Annotated[str, Fits(r"[0-9a-f]{64}", "a sha256 in hexadecimal")]
Revision = Annotated[str, Fits(r"[0-9a-f]{40}", "a revision of 40 hexadecimal digits")]
TaskPlace = Annotated[str, Fits(rf"{NAME}/{NAME}", "PACK/TASK")]
Key = Annotated[
    list[Text], Field(min_length=1), BeforeValidator(_names, json_schema_input_type=str | list[str])
]
