"""YAML and JSON read strictly: a file means one thing, and a fault in it has a line.

YAML here is the part of YAML 1.2 that people write by hand: block and flow collections, strings,
numbers, true, false and null. Anchors, aliases, tags and duplicate keys are refused. Merge keys
make a safe loader exponential (406 bytes took seconds), so values are built here from the parser's
events, and an alias ends the reading.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable

import yaml

from domain_packs import limits
from domain_packs.text import excerpt

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(
    r"[-+]?([0-9]{1,17}\.[0-9]{1,17}|[0-9]{1,17}(\.[0-9]{1,17})?[eE][-+]?[0-9]{1,3})"
)

#: Line ends of YAML 1.1 alone: the parser would fold them, and count lines otherwise than editors.
_SEPARATOR = re.compile("[\x85\u2028\u2029]")

#: Where a value stands in a document: keys and positions from the root.
Path = tuple[str | int, ...]


class SyntaxFault(Exception):
    """The text isn't what it should be; `line` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def parse_yaml(text: str, *, loader: type = _Loader) -> tuple[object, dict[Path, int]]:
    """Reads one YAML document with the parser of one of PyYAML's loaders.

    Returns its value (dicts, lists, str, int, float, bool, None) and the line of each value by its
    path; in a mapping that is its key's line. Raises `SyntaxFault` for anything that isn't plain
    data of at most `limits.YAML_DEPTH` levels.
    """
    separator = _SEPARATOR.search(text)
    if separator:
        line = text.count("\n", 0, separator.start()) + 1
        raise SyntaxFault(f"U+{ord(separator[0]):04X} separates lines: write a line end", line)
    try:
        return _build(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it can't be read"
        raise SyntaxFault(f"not valid YAML: {problem}", mark.line + 1 if mark else 1) from error
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise SyntaxFault("not valid YAML: a lone surrogate is no character", line) from error


class _Builder:
    """Builds a document from its events, without recursion, and notes the line of every value."""

    def __init__(self) -> None:
        self.root: object = None
        self.lines: dict[Path, int] = {}
        self._open: list[tuple[dict[str, object] | list[object], Path]] = []
        self._keys: list[tuple[str, int] | None] = []

    def scalar(self, written: str, value: object, line: int) -> None:
        """A key where a mapping waits for one, else a value."""
        if self._open and isinstance(self._open[-1][0], dict) and self._keys[-1] is None:
            if written in self._open[-1][0]:
                raise SyntaxFault(f"the key {excerpt(written)} stands twice", line)
            self._keys[-1] = (written, line)
        else:
            self._put(value, line)

    def start(self, collection: dict[str, object] | list[object], line: int) -> None:
        """A mapping or a sequence begins."""
        if len(self._open) >= limits.YAML_DEPTH:
            raise SyntaxFault(f"nested deeper than {limits.YAML_DEPTH} levels", line)
        path = self._put(collection, line)
        self._open.append((collection, path))
        self._keys.append(None)

    def end(self) -> None:
        """The innermost collection is complete."""
        self._open.pop()
        self._keys.pop()

    def _put(self, value: object, line: int) -> Path:
        path: Path = ()
        if not self._open:
            self.root = value
        else:
            parent, above = self._open[-1]
            if isinstance(parent, list):
                path = (*above, len(parent))
                parent.append(value)
            else:
                key = self._keys[-1]
                if key is None:
                    raise SyntaxFault("a key must be a text", line)
                name, line = key
                path = (*above, name)
                parent[name] = value
                self._keys[-1] = None
        self.lines[path] = line
        return path


def _build(events: Iterable[yaml.Event]) -> tuple[object, dict[Path, int]]:
    builder = _Builder()
    documents = 0
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise SyntaxFault("more than one document in the file", line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SyntaxFault("anchors and aliases aren't allowed: write the value out", line)
        tag = getattr(event, "tag", None)
        if tag:
            raise SyntaxFault(f"the tag {excerpt(tag)} isn't allowed: write plain data", line)
        if isinstance(event, yaml.ScalarEvent):
            quoted = not event.implicit[0]
            builder.scalar(event.value, event.value if quoted else _plain(event.value), line)
        elif isinstance(event, yaml.MappingStartEvent):
            builder.start({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            builder.start([], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            builder.end()
    return builder.root, builder.lines


def _plain(written: str) -> object:
    """The value of an unquoted scalar, by YAML 1.2's core schema: `no` and 2026-11-24 stay text."""
    if written in ("", "~", "null", "Null", "NULL"):
        return None
    if written in ("true", "True", "TRUE"):
        return True
    if written in ("false", "False", "FALSE"):
        return False
    if _INTEGER.fullmatch(written):
        return int(written)
    if _FLOAT.fullmatch(written):
        number = float(written)
        return number if math.isfinite(number) else written
    return written


def parse_json(text: str) -> object:
    """Reads one JSON value.

    Raises `SyntaxFault` for anything else, and for duplicate keys, NaN, infinities (1e999 too), and
    numbers or nesting past all use.
    """

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in pairs:
            if key in found:
                raise SyntaxFault(f"the key {excerpt(key)} stands twice")
            found[key] = value
        return found

    def refuse(constant: str) -> object:
        raise SyntaxFault(f"{constant} isn't a JSON number")

    def finite(written: str) -> float:
        number = float(written)
        if math.isinf(number):
            raise SyntaxFault("a number is too large")
        return number

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=refuse, parse_float=finite)
    except json.JSONDecodeError as error:
        raise SyntaxFault(
            f"not valid JSON: {error.msg} at column {error.colno}", error.lineno
        ) from error
    except RecursionError as error:
        raise SyntaxFault("nested too deeply") from error
    except ValueError as error:
        raise SyntaxFault("a number is too long") from error
