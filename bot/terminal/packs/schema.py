"""`polymath packs schema`: JSON Schema of a pack's files, for editors that complete and check."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.output import print_line
from bot.terminal.packs.errors import PackOptionError

if TYPE_CHECKING:
    from pydantic import BaseModel

PARTS = ("pack", "task", "example", "question", "adapter")


def print_schema(
    part: Annotated[str | None, typer.Argument(help=f"One of {', '.join(PARTS)}.")] = None,
) -> None:
    """Prints the JSON Schema of a pack's files. Example: polymath packs schema task"""
    if part is not None and part not in PARTS:
        raise PackOptionError(f"There is no part {part!r}.", f"Parts: {', '.join(PARTS)}.")
    found = schema_of(part) if part else {name: schema_of(name) for name in PARTS}
    print_line(json.dumps(found, indent=2, ensure_ascii=False))


def schema_of(part: str) -> dict[str, object]:
    """The JSON Schema of pack.yaml, task.yaml, adapter.yaml, or of a row."""
    from domain_packs import manifests

    models: dict[str, type[BaseModel]] = {
        "pack": manifests.PackManifest,
        "task": manifests.TaskManifest,
        "example": manifests.Example,
        "question": manifests.Question,
        "adapter": manifests.AdapterManifest,
    }
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **models[part].model_json_schema()}
