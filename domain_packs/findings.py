"""What a check of a pack finds: one finding is one problem at one place, with its remedy."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Level = Literal["error", "advice"]
#: What the reader finds. `packs check` adds kinds of its own: the modules of `domain_packs.check`.
ReaderKind = Literal[
    "control-character",
    "duplicate-id",
    "encoding",
    "foreign-file",
    "hidden-character",
    "labels",
    "leak",
    "link",
    "missing-file",
    "missing-key",
    "requires",
    "syntax",
    "too-large",
    "unknown-key",
    "unknown-label",
    "unknown-task",
    "unlisted-task",
    "wrong-value",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem in a pack.

    `level` is "error" where the pack is refused and "advice" where it could be better; `file` is
    relative to the pack's folder; `line` counts from 1 and is None where no single line is at
    fault; `kind` is a short word that names the rule (`unknown-key`, `label-balance`, …);
    `message` says what is wrong, `remedy` what to do about it.
    """

    level: Level
    file: str
    line: int | None
    kind: str
    message: str
    remedy: str

    def as_json(self) -> dict[str, object]:
        """The finding as `packs check --json` prints it."""
        return asdict(self)

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message} {self.remedy}".strip()


def refusal(file: str, line: int | None, kind: ReaderKind, message: str, remedy: str) -> Finding:
    """A finding for which the reader refuses the pack."""
    return Finding("error", file, line, kind, message, remedy)
