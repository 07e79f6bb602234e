"""What a pack is: the one set of models that the reader, `packs check` and the JSON Schema share.

The models describe the files (`PackManifest` is pack.yaml, `TaskManifest` is tasks/NAME/task.yaml, `Example`,
`Question` and `AdapterManifest` a row or a file each); `Task` and `Pack` are what the reader makes of them.
Every model refuses unknown keys and converts no types, so that a file means exactly what it says.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from domain_packs.outputs import OutputForm, form_of

Kind = Literal[
    "classification",
    "extraction",
    "ner",
    "qa",
    "summarisation",
    "translation",
    "debugging",
    "explanation",
    "drafting",
]
Metric = Literal[
    "accuracy",
    "macro_f1",
    "exact_match",
    "token_f1",
    "rouge_l",
    "chrf",
    "entity_f1",
    "field_f1",
    "edit_similarity",
]
Method = Literal["curated", "classified", "prompted", "tuned"]
Split = Literal["examples", "dev", "test"]

#: Names that a Windows file system can't hold as a folder.
_DEVICE_NAMES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
_NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_SEMVER = (
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
    r"(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?"
)


def _full(pattern: str, what: str) -> AfterValidator:
    """A validator that the whole text fits `pattern` (`$` alone would let a newline through)."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value, flags=re.ASCII):
            raise ValueError(f"{value!r} is not {what}")
        return value

    return AfterValidator(check)


def _portable(value: str) -> str:
    if value in _DEVICE_NAMES:
        raise ValueError(f"{value!r} is a device name on Windows")
    return value


def _date(value: object) -> object:
    """A date is text in the file (YAML would turn an unquoted one into a date of its own)."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, flags=re.ASCII):
        return datetime.date.fromisoformat(value)
    raise ValueError(f"{value!r} is not a date such as 2026-11-24")


Name = Annotated[
    str,
    StringConstraints(max_length=64),
    _full(_NAME, "a name in kebab-case (a-z, 0-9 and single hyphens)"),
    AfterValidator(_portable),
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=r"\S")]
Body = Annotated[str, StringConstraints(min_length=1, max_length=200_000, pattern=r"\S")]
Version = Annotated[str, _full(_SEMVER, 'a semantic version such as "1.2.0"')]
Language = Annotated[
    str,
    _full(
        r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3}))?(-[a-z0-9]{5,8})*",
        "a BCP-47 tag such as en, ko or pt-BR",
    ),
]
Jurisdiction = Annotated[
    str,
    _full(
        r"any|[A-Z]{2}(-[A-Z0-9]{1,3})?", 'a jurisdiction: ISO 3166 such as KR or US-CA, or "any"'
    ),
]
Licence = Annotated[
    str,
    _full(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", "an SPDX licence such as CC-BY-4.0"),
]
RowId = Annotated[
    str,
    StringConstraints(max_length=64),
    _full(r"[A-Za-z0-9][A-Za-z0-9._-]*", "an id (letters, digits, . _ -)"),
]
Date = Annotated[datetime.date, BeforeValidator(_date, json_schema_input_type=str)]
Requirement = Annotated[
    str,
    _full(
        r"polymath *(>=|==|~=|>) *\d+(\.\d+)*( *, *< *\d+(\.\d+)*)?",
        'a requirement such as "polymath>=0.1"',
    ),
]
Digest = Annotated[str, _full(r"[0-9a-f]{64}", "a sha256 in hexadecimal")]


def _names(value: object) -> object:
    """A key with one name may stand without its list."""
    return [value] if isinstance(value, str) else value


Key = Annotated[
    list[Text], Field(min_length=1), BeforeValidator(_names, json_schema_input_type=str | list[str])
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Label(_Strict):
    """One answer of a classification task; the description says where its border lies."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^\S(.*\S)?$")]
    description: Text | None = None


class RedFlag(_Strict):
    """Literal phrases (no patterns) that end the matter with a fixed text, before anything else answers."""

    phrases: list[Annotated[str, StringConstraints(min_length=2, max_length=200)]] = Field(
        min_length=1
    )
    say: Text


class Policy(_Strict):
    """What must be said with, or instead of, a pack's answers.

    `sensitive` keeps the pack's questions from every model that isn't private; `expert` says whom to ask.
    """

    disclaimer: Text | None = None
    sensitive: bool = False
    red_flags: list[RedFlag] = []
    expert: Text | None = None


class PackManifest(_Strict):
    """pack.yaml."""

    name: Name
    version: Version
    title: Text
    description: Text
    languages: list[Language] = Field(min_length=1)
    licence: Licence
    authors: list[Text] = Field(min_length=1)
    requires: Requirement | None = None
    tasks: list[Name] = Field(min_length=1)
    jurisdictions: list[Jurisdiction] = []
    policy: Policy = Policy()


class TaskManifest(_Strict):
    """tasks/NAME/task.yaml.

    `shots` is how many examples a prompt carries (0 to 8), `max_answer_tokens` how long an answer may be,
    `asks` how people ask for the task, `methods` the ways of answering it allows (all, where it is missing).
    With `match: keys` only an example all of whose keys the question names may answer.
    """

    kind: Kind
    title: Text
    instruction: Text
    labels: list[Label] = []
    metric: Metric
    shots: int = Field(default=4, ge=0, le=8)
    max_answer_tokens: int = Field(default=256, ge=1, le=4_096)
    languages: list[Language] = Field(min_length=1)
    asks: list[Text] = []
    methods: list[Method] | None = None
    match: Literal["keys"] | None = None


class Example(_Strict):
    """One row of examples.jsonl, dev.jsonl or test.jsonl: an input and its output.

    `keys` are the things the row is about, each with all of its names; `valid_until` is the last day on which
    the row may be used. A row without `reviewed_by` is curated, never "reviewed".
    """

    id: RowId
    input: Body
    output: Body
    language: Language | None = None
    jurisdiction: Jurisdiction | None = None
    keys: list[Key] = []
    reviewed_by: Text | None = None
    reviewed_on: Date | None = None
    valid_until: Date | None = None
    source: Text | None = None
    licence: Licence | None = None


class Question(_Strict):
    """One row of questions.jsonl: a whole question as people type it; `task` null is out of the pack's scope."""

    id: RowId
    question: Body
    task: Name | None
    language: Language
    elsewhere: Annotated[str, _full(rf"{_NAME}/{_NAME}", "PACK/TASK")] | None = None


class AdapterManifest(_Strict):
    """adapters/NAME/adapter.yaml: what an adapter was trained from."""

    name: Name
    version: Version
    base_model: Text
    base_revision: Annotated[str, _full(r"[0-9a-f]{40}", "a revision of 40 hexadecimal digits")]
    technique: Text
    tasks: list[Name] = Field(min_length=1)
    trained_on_sha256: Digest
    seed: int
    metrics: dict[str, float] | None = None
    base_digest: Digest | None = None
    pack: Name | None = None
    pack_version: Version | None = None
    rows: int | None = None
    recipe: dict[str, str | int | float | bool | None] | None = None
    library_versions: dict[str, str] | None = None
    energy_wh: float | None = None


@dataclass(frozen=True)
class Task:
    """One kind of question of a pack, with its rows in the order of their files."""

    name: str
    manifest: TaskManifest
    examples: tuple[Example, ...] = ()
    dev: tuple[Example, ...] = ()
    test: tuple[Example, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the labels, in the order of task.yaml; empty where the answer is free text."""
        return tuple(label.name for label in self.manifest.labels)

    @cached_property
    def form(self) -> OutputForm:
        """The form that the outputs of the examples have."""
        return form_of(self.manifest.kind, self.examples)

    def allows(self, method: Method) -> bool:
        """Whether task.yaml lets `method` answer."""
        return self.manifest.methods is None or method in self.manifest.methods

    def label_of(self, output: str) -> str | None:
        """The label that `output` states: the whole output (classification) or what stands before ": " (qa)."""
        names = self.labels
        if not names:
            return None
        stated = output if self.manifest.kind == "classification" else output.split(":", 1)[0]
        return stated.strip() if stated.strip() in names else None

    def rows(self, split: Split) -> tuple[Example, ...]:
        """The rows of one split."""
        return {"examples": self.examples, "dev": self.dev, "test": self.test}[split]


@dataclass(frozen=True)
class Pack:
    """A pack that was read and found sound. `digest` is the sha256 over its files (see `domain_packs.digest`)."""

    manifest: PackManifest
    folder: Path
    digest: str
    tasks: dict[str, Task] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    adapters: tuple[AdapterManifest, ...] = ()

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def version(self) -> str:
        return self.manifest.version

    @property
    def policy(self) -> Policy:
        return self.manifest.policy

    @property
    def reviewed_share(self) -> float:
        """The share of examples that somebody reviewed, 0 to 1."""
        rows = [row for task in self.tasks.values() for row in task.examples]
        return sum(row.reviewed_by is not None for row in rows) / len(rows) if rows else 0.0
