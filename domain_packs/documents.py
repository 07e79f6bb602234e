"""One file of a pack at a time: its text, its value, its model, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from domain_packs import limits
from domain_packs.explaining import explain
from domain_packs.files import read_file
from domain_packs.findings import Finding, Level, ReaderKind
from domain_packs.strict import Path as ValuePath
from domain_packs.strict import SyntaxFault, parse_json, parse_yaml
from domain_packs.text import control_character, hidden_character

M = TypeVar("M", bound=BaseModel)


class Documents:
    """Reads the files of one pack; `findings` grows with whatever is wrong in them."""

    def __init__(self, folder: Path, files: Mapping[str, int]) -> None:
        self.folder = folder
        self.files = files
        self.findings: list[Finding] = []

    def manifest(self, path: str, model: type[M]) -> M | None:
        """A YAML file as a `model`; None, with findings, where it is refused."""
        text = self.text(path)
        if text is None:
            return None
        try:
            value, lines = parse_yaml(text)
        except SyntaxFault as fault:
            self._add(path, fault.line, "syntax", f"{fault.message}.", "Mend the line.")
            return None
        if self._clean(path, text, "error"):
            # An escape can hide a character from the check of the whole text.
            for place, part in _strings(value):
                self._clean(path, part, "error", lines.get(place, 1))
        return self._validated(value, model, path, lines, 1)

    def rows(self, path: str, model: type[M]) -> Iterator[tuple[int, M]]:
        """The rows of a JSONL file that can be read, each with its line; none without the file."""
        text = self.text(path) if path in self.files else None
        if text is None:
            return
        # Only "\n" ends a row: str.splitlines would break at U+2028 inside one.
        lines = text.split("\n")
        if len(lines) > limits.ROWS + 1:
            message = f"There are more than {limits.ROWS:,} rows."
            self._add(path, None, "too-large", message, "Split the task.")
            return
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            row = self._row(path, number, line, model)
            if row is not None:
                yield number, row

    def text(self, path: str) -> str | None:
        """A file's text: UTF-8, byte order mark and CRLF tolerated; None where it is refused."""
        raw = read_file(self.folder, path, self.files[path])
        try:
            text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self._add(path, line, "encoding", "This isn't UTF-8.", "Save the file as UTF-8.")
            return None
        if control_character(text):
            line = next(n for n, part in enumerate(text.split("\n"), 1) if control_character(part))
            self._clean(path, text, "error", line)
            return None
        return text

    def prose(self, path: str) -> None:
        """Checks a text that people read (README.md, …)."""
        text = self.text(path)
        if text is not None:
            self._clean(path, text, "advice")

    def json(self, path: str) -> None:
        """Checks a JSON file whose values are nobody's business here."""
        text = self.text(path)
        if text is not None:
            try:
                parse_json(text)
            except SyntaxFault as fault:
                self._add(path, fault.line, "syntax", f"{fault.message}.", "Write one JSON value.")

    def _row(self, path: str, number: int, line: str, model: type[M]) -> M | None:
        # A character takes at most four bytes: only a long line is encoded to be measured.
        if 4 * len(line) > limits.ROW_BYTES and len(line.encode()) > limits.ROW_BYTES:
            message = f"The row is longer than {limits.ROW_BYTES // limits.KIB} KiB."
            self._add(path, number, "too-large", message, "Shorten it.")
            return None
        try:
            value = parse_json(line)
        except SyntaxFault as fault:
            remedy = "Write one JSON object a line."
            self._add(path, number, "syntax", f"{fault.message}.", remedy)
            return None
        row = self._validated(value, model, path, {}, number)
        if row is None:
            return None
        # A row that was validated nests no deeper than its model.
        text = "\n".join(part for _, part in _strings(value))
        return row if self._clean(path, text, "advice", number) else None

    def _clean(self, path: str, text: str, level: Level, line: int | None = None) -> bool:
        """Whether `text` may stand in the pack; a hidden character is a finding of `level`."""
        control = control_character(text)
        if control:
            remedy = "Take it out."
            if control == "U+000D":
                remedy = "End lines with a line feed alone (\\n)."
            message = f"There is a control character, {control}."
            self._add(path, line, "control-character", message, remedy)
            return False
        hidden = hidden_character(text)
        if hidden and line is None:
            line = next(n for n, part in enumerate(text.split("\n"), 1) if hidden_character(part))
        if hidden:
            message = f"There is a hidden character, {hidden}."
            self._add(path, line, "hidden-character", message, "Take it out.", level)
        return not hidden or level == "advice"

    def _validated(
        self, value: object, model: type[M], path: str, lines: Mapping[ValuePath, int], first: int
    ) -> M | None:
        if not isinstance(value, dict):
            message = "Keys and values were expected here."
            self._add(path, first, "syntax", message, "docs/pack-format.md shows an example.")
            return None
        try:
            return model.model_validate(value)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False)
            # A misspelt key is missing under its right name too: the misspelling explains it.
            for problem in sorted(problems, key=lambda problem: problem["type"] == "missing"):
                place = tuple(part for part in problem["loc"] if isinstance(part, str | int))
                parents = (place[:n] for n in range(len(place), -1, -1))
                line = next((lines[part] for part in parents if part in lines), first)
                self._add(path, line, *explain(place, problem["type"], problem["msg"], model))
            return None

    def _add(
        self,
        path: str,
        line: int | None,
        kind: ReaderKind,
        message: str,
        remedy: str,
        level: Level = "error",
    ) -> None:
        said = message[:1].upper() + message[1:]
        self.findings.append(Finding(level, path, line, kind, said, remedy))


def _strings(value: object, place: ValuePath = ()) -> Iterator[tuple[ValuePath, str]]:
    """Every text in a value, keys too, with where it stands."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield (*place, key), key
            yield from _strings(part, (*place, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _strings(part, (*place, number))
