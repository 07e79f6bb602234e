"""The strict reader: a folder in, a `Pack` out, or every problem with its file, line and field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from domain_packs.documents import Documents
from domain_packs.errors import PackError, PackNotFoundError
from domain_packs.files import digest, list_files
from domain_packs.findings import Finding, ReaderKind, refusal
from domain_packs.pack import (
    SPLITS,
    AdapterManifest,
    Example,
    Pack,
    PackManifest,
    Question,
    Split,
    Task,
    TaskManifest,
)
from domain_packs.requirement import unmet
from domain_packs.rows import check_adapters, check_questions, check_task

_PROSE = ("README.md", "LICENSE", "CHANGELOG.md", "SOURCES.md")


def load_pack(folder: Path) -> Pack:
    """Reads the pack in `folder`.

    Raises `PackNotFoundError` where there is no folder, and `PackError`, with all findings, where
    anything in it is refused.
    """
    pack, findings = read_pack(folder)
    errors = [finding for finding in findings if finding.level == "error"]
    if pack is None or errors:
        more = f" (and {len(errors) - 1:,} more)" if len(errors) > 1 else ""
        raise PackError(
            f"The pack {str(folder)!r} can't be used: {errors[0]}{more}",
            f"Run `polymath packs check {folder}` for all of it.",
            errors,
        )
    return pack


def read_pack(folder: Path) -> tuple[Pack | None, list[Finding]]:
    """Reads as much of a pack as can be read.

    Returns the pack (None where pack.yaml can't be read) and what was found: with a finding of
    level "error" the pack must not be used. Raises `PackNotFoundError` where there is no folder,
    and `PackError` where the folder or a file in it can't be opened.
    """
    try:
        if not folder.is_dir():
            raise PackNotFoundError(
                f"There is no pack folder {str(folder)!r}.", "Give the folder that holds pack.yaml."
            )
        reading = _Reading(folder)
        return reading.pack(), reading.findings
    except OSError as error:
        place = error.filename or folder
        raise PackError(
            f"The pack {str(folder)!r} can't be read: {error.strerror} ({str(place)!r}).",
            "Check its permissions, and that nothing writes to it.",
        ) from error


class _Reading:
    """One pass over one folder; collects findings on its way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files, foreign = list_files(folder)
        self.documents = Documents(folder, self.files)
        self.findings = self.documents.findings
        self.findings += foreign

    def pack(self) -> Pack | None:
        if "pack.yaml" not in self.files:
            self._missing("pack.yaml", "There is no pack.yaml.", "`polymath packs new` makes one.")
            return None
        manifest = self.documents.manifest("pack.yaml", PackManifest)
        self._other_texts()
        if manifest is None:
            return None
        self._check_manifest(manifest)
        tasks = {name: task for name in manifest.tasks if (task := self._task(name)) is not None}
        numbered = list(self.documents.rows("questions.jsonl", Question))
        self.findings += check_questions(manifest, numbered)
        adapters = dict(self._adapters())
        self.findings += check_adapters(manifest, adapters, self.files)
        return Pack(
            manifest,
            self.folder,
            digest(self.folder, self.files),
            tasks,
            questions=tuple(row for _, row in numbered),
            adapters=tuple(adapters.values()),
            files=self.files,
            question_lines=tuple(line for line, _ in numbered),
        )

    def _check_manifest(self, manifest: PackManifest) -> None:
        needed = unmet(manifest.requires)
        if needed:
            self._error(
                "pack.yaml", "requires", needed, "Upgrade Polymath, or take another version."
            )
        for name in sorted({name for name in manifest.tasks if manifest.tasks.count(name) > 1}):
            message = f"`tasks` lists {name!r} twice."
            self._error("pack.yaml", "wrong-value", message, "Keep one.")
        for name in sorted(self._folders("tasks") - set(manifest.tasks)):
            message = f"pack.yaml doesn't list the task {name!r}."
            remedy = "Add it to `tasks` in pack.yaml or remove the folder."
            self._error(f"tasks/{name}", "unlisted-task", message, remedy)

    def _task(self, name: str) -> Task | None:
        path = f"tasks/{name}/task.yaml"
        if path not in self.files:
            remedy = f"Write {path} or take {name!r} out of `tasks` in pack.yaml."
            self._missing(path, f"The task {name!r} has no task.yaml.", remedy)
            return None
        manifest = self.documents.manifest(path, TaskManifest)
        lines: dict[Split, tuple[int, ...]] = {}
        rows: dict[Split, tuple[Example, ...]] = {}
        faults = len(self.findings)
        for split in SPLITS:
            numbered = list(self.documents.rows(f"tasks/{name}/{split}.jsonl", Example))
            lines[split] = tuple(line for line, _ in numbered)
            rows[split] = tuple(row for _, row in numbered)
        if manifest is None:
            return None
        task = Task(name, manifest, rows["examples"], rows["dev"], rows["test"], lines)
        if not task.examples and len(self.findings) == faults:
            remedy = f"Write rows into {task.file('examples')}."
            self._missing(task.file("examples"), f"The task {name!r} has no examples.", remedy)
        self.findings += check_task(task)
        return task

    def _adapters(self) -> Iterator[tuple[str, AdapterManifest]]:
        for name in sorted(self._folders("adapters")):
            path = f"adapters/{name}/adapter.yaml"
            if path in self.files:
                manifest = self.documents.manifest(path, AdapterManifest)
                if manifest is not None:
                    yield name, manifest

    def _other_texts(self) -> None:
        for path in _PROSE:
            if path in self.files:
                self.documents.prose(path)
        if "scorecard.json" in self.files:
            self.documents.json("scorecard.json")

    def _folders(self, kind: str) -> set[str]:
        return {path.split("/")[1] for path in self.files if path.startswith(f"{kind}/")}

    def _missing(self, path: str, message: str, remedy: str) -> None:
        self._error(path, "missing-file", message, remedy)

    def _error(self, path: str, kind: ReaderKind, message: str, remedy: str) -> None:
        self.findings.append(refusal(path, None, kind, message, remedy))
