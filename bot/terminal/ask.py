"""`polymath ask`: one question, or one a line, answered on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.answering.errors import OptionFault
from bot.opening import as_folder, open_polymath
from bot.terminal.output import print_error, print_json, print_warning, progress
from domain_packs.errors import PolymathError

if TYPE_CHECKING:
    from bot.answering.core import Polymath, Wish
    from bot.settings import Settings
    from domain_packs.prompt import File

_METHODS = ("auto", "curated", "classified", "prompted", "tuned")


def ask(
    question: Annotated[
        str, typer.Argument(help="The question; - reads one a line from standard input.")
    ],
    pack: Annotated[str | None, typer.Option(help="A pack's name, or the folder of one.")] = None,
    task: Annotated[str | None, typer.Option(help="One of the pack's tasks.")] = None,
    method: Annotated[str, typer.Option(help=f"One of {', '.join(_METHODS)}.")] = "auto",
    shots: Annotated[int | None, typer.Option(min=0, max=8, help="Examples in the prompt.")] = None,
    model: Annotated[
        str | None, typer.Option(help="local:PATH_OR_HUB_ID or PROVIDER:NAME.")
    ] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="ISO 3166, such as KR or US-CA.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="Attach a .txt, .md, .pdf or .docx file.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show examples, scores, route and timings.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object an answer.")
    ] = False,
) -> int:
    """Answers a question once. Example: polymath ask "what is idempotency?" """
    settings = _settings(model)
    _check(question, pack, task, method, jurisdiction)
    files = _attached(file)
    questions = _lines() if question == "-" else iter([question])
    with progress() as report:
        polymath = open_polymath(settings, report, folder=as_folder(pack))
        polymath.library.build()
    for fault in polymath.library.broken:
        print_warning(str(fault))
    wish = _wish(polymath, pack, task, method, shots, jurisdiction)
    status = 0
    for text in questions:
        try:
            _answer(polymath, text, wish, files, explain=explain, as_json=as_json)
        except PolymathError as error:
            if question != "-":
                raise
            print_error(error, as_json=as_json)
            status = 1
    return status


def _settings(model: str | None) -> Settings:
    from bot.settings import read_settings, with_model

    settings = read_settings()
    return settings if model is None else with_model(settings, model)


def _check(
    question: str, pack: str | None, task: str | None, method: str, jurisdiction: str | None
) -> None:
    """Refuses what can't be asked before anything heavy is loaded."""
    if method not in _METHODS:
        raise OptionFault(f"There is no method {method!r}.", f"Methods: {', '.join(_METHODS)}.")
    if task is not None and pack is None:
        raise OptionFault("--task needs --pack.", "Name the pack too.")
    from bot.answering.question import check_jurisdiction, read_question

    check_jurisdiction(jurisdiction)
    if question != "-":
        read_question(question, tasks={})


def _attached(path: Path | None) -> list[File]:
    from bot.documents import read_document

    return [read_document(path)] if path else []


def _wish(
    polymath: Polymath,
    pack: str | None,
    task: str | None,
    method: str,
    shots: int | None,
    jurisdiction: str | None,
) -> Wish:
    from bot.answering.core import Wish

    name = next(iter(polymath.library.packs)) if as_folder(pack) else pack
    return Wish(name, task, method, shots, jurisdiction)  # type: ignore[arg-type]


def _answer(
    polymath: Polymath, text: str, wish: Wish, files: list[File], *, explain: bool, as_json: bool
) -> None:
    answer = polymath.ask(text, wish, files=files)
    if as_json:
        print_json(answer.as_json())
        return
    from bot.terminal.shown import show_answer

    show_answer(answer, polymath.library, explain=explain)


def _lines() -> Iterator[str]:
    """The questions on standard input, one a line; empty lines are left out."""
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text.strip():
            yield text
