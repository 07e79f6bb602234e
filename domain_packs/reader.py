"""The strict reader: a folder in, a `Pack` out, or every problem with its file, line and field."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from domain_packs import limits
from domain_packs.errors import PackError, PackNotFoundError
from domain_packs.files import digest, list_files
from domain_packs.findings import Finding
from domain_packs.pack import (
    AdapterManifest,
    Example,
    Pack,
    PackManifest,
    Question,
    Task,
    TaskManifest,
)
from domain_packs.rows import check_adapters, check_questions, check_task
from domain_packs.strict import Path as ValuePath
from domain_packs.strict import SyntaxFault, parse_json, parse_yaml
from domain_packs.text import control_character, hidden_character

M = TypeVar("M", bound=BaseModel)


def load_pack(folder: Path) -> Pack:
    """Reads the pack in `folder`.

    Raises `PackNotFoundError` where there is no folder with a pack.yaml, and `PackError`, with all findings,
    where anything in it is refused.
    """
    pack, findings = read_pack(folder)
    errors = [finding for finding in findings if finding.level == "error"]
    if pack is None or errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        name = folder.name if not folder.is_absolute() else str(folder)
        raise PackError(
            f"The pack {name!r} can't be used: {errors[0]}{more}",
            f"Run `polymath packs check {folder}` for all of it.",
            errors,
        )
    return pack


def read_pack(folder: Path) -> tuple[Pack | None, list[Finding]]:
    """Reads as much of a pack as can be read.

    Returns the pack (None where its manifest or all of its tasks are unreadable) and what was found: with a
    finding of level "error" the pack must not be used.
    """
    if not folder.is_dir():
        raise PackNotFoundError(
            f"There is no pack folder {str(folder)!r}.", "Give the folder that holds pack.yaml."
        )
    reading = _Reading(folder)
    try:
        pack = reading.pack()
    except OSError as error:
        raise PackError(
            f"The pack folder {str(folder)!r} can't be read: {error.strerror}.",
            "Check its permissions.",
        ) from error
    return pack, reading.findings


class _Reading:
    """One pass over one folder; collects findings on its way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings: list[Finding] = []
        self.files: dict[str, int] = {}

    def error(self, file: str, line: int | None, kind: str, message: str, remedy: str) -> None:
        self.findings.append(Finding("error", file, line, kind, message, remedy))

    def pack(self) -> Pack | None:
        self.files, foreign = list_files(self.folder)
        self.findings += foreign
        if "pack.yaml" not in self.files:
            self.error(
                "pack.yaml",
                None,
                "missing-file",
                "There is no pack.yaml.",
                "`polymath packs new` makes one.",
            )
            return None
        manifest = self.yaml("pack.yaml", PackManifest)
        if manifest is None:
            return None
        tasks = {name: task for name in manifest.tasks if (task := self.task(name)) is not None}
        self._unlisted(manifest)
        questions = tuple(row for _, row in self.rows("questions.jsonl", Question))
        self.findings += check_questions(manifest, questions)
        adapters = tuple(self._adapters())
        self.findings += check_adapters(manifest, adapters, self.files)
        return Pack(
            manifest, self.folder, digest(self.folder, self.files), tasks, questions, adapters
        )

    def task(self, name: str) -> Task | None:
        base = f"tasks/{name}"
        if f"{base}/task.yaml" not in self.files:
            remedy = f"Write {base}/task.yaml or take {name!r} out of `tasks` in pack.yaml."
            self.error(
                f"{base}/task.yaml",
                None,
                "missing-file",
                f"The task {name!r} has no task.yaml.",
                remedy,
            )
            return None
        manifest = self.yaml(f"{base}/task.yaml", TaskManifest)
        lines: dict[str, list[int]] = {}
        splits: dict[str, tuple[Example, ...]] = {}
        for split in ("examples", "dev", "test"):
            numbered = list(self.rows(f"{base}/{split}.jsonl", Example))
            lines[split] = [line for line, _ in numbered]
            splits[split] = tuple(row for _, row in numbered)
        if manifest is None:
            return None
        task = Task(name, manifest, splits["examples"], splits["dev"], splits["test"])
        if not task.examples:
            remedy = f"Write rows into {base}/examples.jsonl."
            self.error(
                f"{base}/examples.jsonl",
                None,
                "missing-file",
                f"The task {name!r} has no examples.",
                remedy,
            )
        self.findings += check_task(task, lines)
        return task

    def yaml(self, path: str, model: type[M]) -> M | None:
        """Reads a manifest; None, with findings, where it is refused."""
        text = self.text(path)
        if text is None:
            return None
        hidden = hidden_character(text)
        if hidden:
            self.error(
                path,
                None,
                "hidden-character",
                f"A hidden character, {hidden}, is in it.",
                "Take it out.",
            )
        try:
            value, lines = parse_yaml(text)
        except SyntaxFault as fault:
            self.error(path, fault.line, "syntax", f"{fault.message}.", "Mend the line.")
            return None
        return self.validated(value, model, path, lines, 1)

    def rows(self, path: str, model: type[M]) -> Iterator[tuple[int, M]]:
        """The rows of a JSONL file that can be read, each with its line; none where the file is missing."""
        text = self.text(path) if path in self.files else None
        if text is None:
            return
        lines = text.split("\n")
        if len(lines) > limits.ROWS + 1:
            self.error(
                path, None, "too-large", f"More than {limits.ROWS:,} rows.", "Split the task."
            )
            return
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            if len(line) > limits.ROW_BYTES:
                self.error(
                    path, number, "too-large", f"A row of {len(line):,} characters.", "Shorten it."
                )
                continue
            try:
                value = parse_json(line)
            except SyntaxFault as fault:
                self.error(
                    path, number, "syntax", f"{fault.message}.", "Write one JSON object a line."
                )
                continue
            row = self.validated(value, model, path, {}, number)
            if row is not None and self._clean(path, number, value):
                yield number, row

    def text(self, path: str) -> str | None:
        """The file as text: UTF-8, a byte order mark and CRLF tolerated, no control characters."""
        raw = (self.folder / path).read_bytes()
        try:
            text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.error(path, line, "encoding", "This isn't UTF-8.", "Save the file as UTF-8.")
            return None
        control = control_character(text)
        if control:
            line = next(n for n, part in enumerate(text.split("\n"), 1) if control_character(part))
            self.error(
                path, line, "control-character", f"A control character, {control}.", "Take it out."
            )
            return None
        return text

    def validated(
        self, value: object, model: type[M], path: str, lines: dict[ValuePath, int], first: int
    ) -> M | None:
        """`value` as a `model`; None, with a finding for each wrong field, where it isn't one."""
        if not isinstance(value, dict):
            self.error(
                path,
                first,
                "syntax",
                "Keys and values were expected here.",
                "See docs/pack-format.md.",
            )
            return None
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                location = tuple(part for part in problem["loc"] if isinstance(part, str | int))
                line = next(
                    (
                        lines[location[:n]]
                        for n in range(len(location), -1, -1)
                        if location[:n] in lines
                    ),
                    first,
                )
                self.error(path, line, *_explain(location, problem["type"], problem["msg"], model))
            return None

    def _clean(self, path: str, line: int, value: object) -> bool:
        """Whether the strings of a row hold no control character (an escape can hide one from `text`)."""
        strings = [part for part in _strings(value)]
        for text in strings:
            control = control_character(text)
            if control:
                self.error(
                    path,
                    line,
                    "control-character",
                    f"A control character, {control}.",
                    "Take it out.",
                )
                return False
        hidden = next((found for text in strings if (found := hidden_character(text))), None)
        if hidden:
            message = f"A hidden character, {hidden}, is in this row."
            self.findings.append(
                Finding("advice", path, line, "hidden-character", message, "Take it out.")
            )
        return True

    def _unlisted(self, manifest: PackManifest) -> None:
        for name in sorted(
            {path.split("/")[1] for path in self.files if path.startswith("tasks/")}
        ):
            if name not in manifest.tasks:
                remedy = "Add it to `tasks` in pack.yaml or remove the folder."
                self.error(
                    f"tasks/{name}",
                    None,
                    "unlisted-task",
                    f"pack.yaml doesn't list the task {name!r}.",
                    remedy,
                )

    def _adapters(self) -> Iterator[AdapterManifest]:
        for name in sorted(
            {path.split("/")[1] for path in self.files if path.startswith("adapters/")}
        ):
            path = f"adapters/{name}/adapter.yaml"
            if path in self.files:
                manifest = self.yaml(path, AdapterManifest)
                if manifest is not None:
                    yield manifest


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _explain(
    location: ValuePath, kind: str, message: str, model: type[BaseModel]
) -> tuple[str, str, str]:
    """(kind, message, remedy) of one of pydantic's problems, in the words of a pack's author."""
    where = ".".join(str(part) for part in location)
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(location[-1]), _field_names(model), n=1)
        remedy = (
            f"Did you mean {near[0]!r}?"
            if near
            else f"Known keys: {', '.join(_field_names(model))}."
        )
        return "unknown-key", f"The key {where!r} is unknown.", remedy
    if kind == "missing":
        return "missing-key", f"The key {where!r} is missing.", "Add it."
    said = message.removeprefix("Value error, ")
    return "wrong-value", f"{where}: {said[:1].lower() + said[1:]}.", "Write a value of the format."


def _field_names(model: type[BaseModel]) -> list[str]:
    return list(model.model_fields)
