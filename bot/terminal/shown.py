"""How an answer looks on a terminal."""

from __future__ import annotations

from bot.answering.answer import Answer
from bot.answering.library import Library
from bot.terminal.output import plain
from bot.words import say, shown


def show_answer(answer: Answer, library: Library, *, explain: bool, text: bool = True) -> None:
    """Prints an answer: its text, what it rests on, warnings and the disclaimer; with `explain`
    the evidence."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    if text:
        console.print(Text(plain(answer.text)))
    if answer.method == "abstained" and answer.examples and not explain:
        console.print(Text(say("near", answer.language), style="dim"))
        for used in answer.examples:
            console.print(
                Text(plain(f"  {_short(used.input)} → {_short(used.output)}"), style="dim")
            )
    for line in footer(answer, library):
        console.print(Text(plain(line), style="dim"))
    for warning in answer.warnings:
        console.print(Text(f"! {plain(warning)}", style="yellow"))
    if explain:
        _explain(console, answer)
    console.print()


def footer(answer: Answer, library: Library) -> list[str]:
    """The lines under an answer: pack and version, way of answering, reviewed or not,
    disclaimer."""
    if answer.pack is None:
        return []
    pack = library.packs[answer.pack]
    language = answer.language
    if answer.task is None:
        way = say("red_flag", language, pack=pack.manifest.title)
        return [f"— {way}", *([answer.disclaimer] if answer.disclaimer else [])]
    way = say(
        answer.method,
        language,
        confidence=shown(answer.confidence or 0.0),
        model=answer.model,
        shots=len(answer.examples),
    )
    line = say("footer", language, pack=pack.name, version=pack.version, task=answer.task, way=way)
    if answer.method == "abstained":
        return [f"— {line}"]
    names = sorted({used.reviewed_by for used in answer.examples if used.reviewed_by})
    reviewed = (
        say("reviewed", language, names=", ".join(names))
        if answer.reviewed
        else say("not_reviewed", language)
    )
    return [f"— {line} · {reviewed}", *([answer.disclaimer] if answer.disclaimer else [])]


def _explain(console: object, answer: Answer) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not isinstance(console, Console):
        return
    console.print()
    for number, reason in enumerate(answer.route, 1):
        console.print(Text(f"{number}. {plain(reason)}"))
    if answer.examples:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("example", "score", "input", "output", "why"):
            table.add_column(name)
        for used in answer.examples:
            cells = (
                used.id,
                f"{used.score:.2f}",
                _short(used.input),
                _short(used.output),
                used.reason,
            )
            table.add_row(*(Text(plain(cell)) for cell in cells))
        console.print(table)
    spent = answer.timings
    console.print(
        Text(
            f"route {spent.route:.1f} ms, retrieve {spent.retrieve:.1f} ms,"
            f" generate {spent.generate:.1f} ms, total {spent.total:.1f} ms;"
            f" tokens: {answer.prompt_tokens} prompt, {answer.answer_tokens} answer"
        )
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
