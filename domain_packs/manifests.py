"""The models of a pack's files: one set, shared by the reader, `packs check` and the JSON Schema.

`PackManifest` is pack.yaml, `TaskManifest` tasks/NAME/task.yaml, `Example`, `Question` and
`AdapterManifest` a row or a file each. Every model refuses unknown keys and converts no types, so
that a file means exactly what it says.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from domain_packs.fields import (
    Body,
    Date,
    Digest,
    Jurisdiction,
    Key,
    LabelName,
    Language,
    Licence,
    Name,
    Phrase,
    Requirement,
    Revision,
    RowId,
    TaskPlace,
    Text,
    Version,
)

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
SPLITS: tuple[Split, ...] = ("examples", "dev", "test")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Label(_Strict):
    """One answer of a classification task; the description says where its border lies."""

    name: LabelName
    description: Text | None = None


class RedFlag(_Strict):
    """Literal phrases (no patterns) that end the matter with a fixed text, before any answer."""

    phrases: list[Phrase] = Field(min_length=1)
    say: Text


class Policy(_Strict):
    """What must be said with, or instead of, a pack's answers.

    `sensitive` keeps the pack's questions from every model that isn't private; `expert` says whom
    to ask.
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

    `shots` is how many examples a prompt carries (0 to 8), `max_answer_tokens` how long an answer
    may be, `asks` how people ask for the task, `methods` the ways of answering it allows (all,
    where it is missing). With `match: keys` only an example all of whose keys the question names
    may answer.
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

    `keys` are the things the row is about, each with all of its names; `valid_until` is the last
    day on which the row may be used. A row without `reviewed_by` is curated, never "reviewed".
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
    """One row of questions.jsonl: a whole question as people type it.

    `task` null is out of the pack's scope; `elsewhere` then says which pack's task would take it.
    """

    id: RowId
    question: Body
    task: Name | None
    language: Language
    elsewhere: TaskPlace | None = None


class AdapterManifest(_Strict):
    """adapters/NAME/adapter.yaml: what an adapter was trained from."""

    name: Name
    version: Version
    base_model: Text
    base_revision: Revision
    technique: Text
    tasks: list[Name] = Field(min_length=1)
    trained_on_sha256: Digest
    seed: int
    metrics: dict[str, float] | None = None
    base_digest: Digest | None = None
    pack: Name | None = None
    pack_version: Version | None = None
    rows: int | None = Field(default=None, ge=0)
    recipe: dict[str, str | int | float | bool | None] | None = None
    library_versions: dict[str, str] | None = None
    energy_wh: float | None = None
