"""`polymath packs show`: what is in a pack."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.terminal.output import print_json
from domain_packs.text import printable

if TYPE_CHECKING:
    from domain_packs.pack import Pack, Task


def show_pack(
    pack: Annotated[str, typer.Argument(help="An installed pack's name, or a folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Shows what is in a pack. Example: polymath packs show legal"""
    from bot.settings import read_settings
    from domain_packs.reader import load_pack
    from domain_packs.store import PackStore

    found = as_object(load_pack(PackStore(read_settings().home).find(pack)))
    if as_json:
        print_json(found)
    else:
        _print(found)


def as_object(pack: Pack) -> dict[str, Any]:
    """What `packs show --json` prints."""
    manifest, asked = pack.manifest, Counter(row.task for row in pack.questions)
    return {
        "name": pack.name,
        "version": pack.version,
        "digest": pack.digest,
        "folder": str(pack.folder.absolute()),
        "title": manifest.title,
        "description": manifest.description,
        "languages": manifest.languages,
        "licence": manifest.licence,
        "authors": manifest.authors,
        "jurisdictions": manifest.jurisdictions,
        "reviewed": round(pack.reviewed_share, 4),
        "disclaimer": pack.policy.disclaimer,
        "sensitive": pack.policy.sensitive,
        "expert": pack.policy.expert,
        "red_flags": sum(len(flag.phrases) for flag in pack.policy.red_flags),
        "questions": {"in_scope": asked.total() - asked[None], "out_of_scope": asked[None]},
        "tasks": {name: _task(task) for name, task in pack.tasks.items()},
        "adapters": [
            adapter.model_dump(include={"name", "version", "base_model", "technique", "tasks"})
            for adapter in pack.adapters
        ],
    }


def _task(task: Task) -> dict[str, Any]:
    manifest = task.manifest
    reviewed = sum(row.reviewed_by is not None for row in task.examples)
    languages = Counter(row.language for row in task.examples if row.language)
    return {
        "kind": manifest.kind,
        "title": manifest.title,
        "metric": manifest.metric,
        "shots": manifest.shots,
        "methods": manifest.methods,
        "match": manifest.match,
        "labels": list(task.labels),
        "languages": manifest.languages,
        "asks": len(manifest.asks),
        "rows": {split: len(task.rows(split)) for split in ("examples", "dev", "test")},
        "rows_by_language": dict(languages),
        "reviewed": round(reviewed / len(task.examples), 4),
    }


def _print(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)

    def line(text: str, style: str = "") -> None:
        console.print(Text(printable(text), style=style))

    line(f"{found['name']} {found['version']}: {found['title']}", "bold")
    line(found["description"])
    facts = {
        "languages": ", ".join(found["languages"]),
        "jurisdictions": ", ".join(found["jurisdictions"]),
        "licence": found["licence"],
        "authors": ", ".join(found["authors"]),
        "reviewed": _share(found["reviewed"]),
        "sensitive": "yes: answered by private models alone" if found["sensitive"] else "",
        "expert": found["expert"] or "",
        "red flags": f"{found['red_flags']} phrases" if found["red_flags"] else "",
        "questions": "{in_scope} in scope, {out_of_scope} out of it".format(**found["questions"]),
        "adapters": ", ".join(f"{a['name']}@{a['version']}" for a in found["adapters"]),
        "folder": found["folder"],
        "digest": found["digest"],
    }
    for name, value in facts.items():
        if value:
            line(f"  {name + ':':<15}{value}")
    if found["disclaimer"]:
        line(found["disclaimer"], "italic")
    console.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("task", "kind", "examples", "test", "languages", "reviewed", "labels"):
        table.add_column(name, overflow="fold")
    for name, task in found["tasks"].items():
        languages = ", ".join(f"{tag} {count}" for tag, count in task["rows_by_language"].items())
        rows = task["rows"]
        cells = [name, task["kind"], str(rows["examples"]), str(rows["test"])]
        cells += [languages, _share(task["reviewed"]), ", ".join(task["labels"])]
        table.add_row(*(Text(printable(cell)) for cell in cells))
    console.print(table)


def _share(reviewed: float) -> str:
    return f"{reviewed:.0%}" if reviewed else "no"
