"""`polymath packs new`: the skeleton of a pack, to be filled by its author."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.output import print_line


def new_pack(
    name: Annotated[str, typer.Argument(help="The pack's name, in kebab-case.")],
    folder: Annotated[
        Path | None, typer.Option(help="Where to write it; by default ./NAME.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="What the pack is about.")] = None,
    description: Annotated[str | None, typer.Option(help="What it answers, for whom.")] = None,
    author: Annotated[str | None, typer.Option(help="Who writes it.")] = None,
    licence: Annotated[str | None, typer.Option(help="An SPDX licence.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="A BCP-47 tag; may repeat.")] = None,
    task: Annotated[str | None, typer.Option(help="Its first task, in kebab-case.")] = None,
    kind: Annotated[str | None, typer.Option(help="The task's kind, such as qa.")] = None,
    label: Annotated[list[str] | None, typer.Option(help="A label; may repeat.")] = None,
) -> None:
    """Writes the skeleton of a pack. Example: polymath packs new hr-policies --kind qa

    On a terminal it asks for what wasn't given; elsewhere it takes defaults.
    """
    from bot.terminal.packs.skeleton import Skeleton, write_skeleton

    ask = _asked if sys.stdin.isatty() else _default
    title = title or ask("What is the pack about", name.replace("-", " ").capitalize())
    task = task or ask("Name of its first task (kebab-case)", "answer-question")
    kind = kind or ask("Kind of the task", "classification" if label else "qa")
    if kind == "classification" and not label:
        label = _split(ask("Its labels, with commas", "first, second"))
    skeleton = Skeleton(
        name=name,
        title=title,
        description=description or ask("What does it answer, and for whom", f"{title}."),
        author=author or ask("Who writes it", "The authors"),
        licence=licence or ask("Licence (SPDX)", "CC-BY-4.0"),
        languages=language or _split(ask("Languages, with commas", "en")),
        task=task,
        kind=kind,
        labels=label or [],
    )
    place = folder or Path(name)
    write_skeleton(skeleton, place)
    print_line(f"Wrote {place}. Next:")
    print_line(f"  write rows into {place / 'tasks' / task / 'examples.jsonl'}, one a line:")
    answer = skeleton.labels[0] if skeleton.labels else "the answer"
    print_line(f'    {{"id": "a-01", "input": "what comes in", "output": "{answer}"}}')
    print_line(f"  then run: polymath packs check {place}")


def _asked(question: str, default: str) -> str:
    return str(typer.prompt(question, default=default))


def _default(question: str, default: str) -> str:
    return default


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
