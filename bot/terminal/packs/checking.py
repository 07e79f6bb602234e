"""`polymath packs check`: what is wrong with a pack, and what could be better."""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.output import print_json, progress
from domain_packs.text import printable

if TYPE_CHECKING:
    from rich.console import Console

    from domain_packs.findings import Finding

#: How many findings of one kind in one file are shown; --json prints all.
_SHOWN = 10


def check_pack(
    pack: Annotated[str, typer.Argument(help="A pack's folder, or an installed pack's name.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Checks a pack: errors, and advice for its author. Example: polymath packs check ./my-pack"""
    findings = sorted(_findings(pack), key=_place)
    if as_json:
        print_json({"findings": [finding.as_json() for finding in findings]})
    else:
        _print(pack, findings)
    return int(any(finding.level == "error" for finding in findings))


def _findings(name: str) -> list[Finding]:
    from bot.settings import read_settings
    from domain_packs.reader import read_pack
    from domain_packs.store import PackStore

    settings = read_settings()
    # An author means the folder before him, even where a pack of that name is installed.
    folder = Path(name) if os.path.isdir(name) else PackStore(settings.home).find(name)
    pack, findings = read_pack(folder)
    if pack is not None:
        from bot.terminal.packs.tools import open_tools
        from domain_packs.check import check_pack as advise

        with progress() as report:
            findings += advise(pack, open_tools(settings, report))
    return findings


def _place(finding: Finding) -> tuple[str, int, bool]:
    return finding.file, finding.line or 0, finding.level == "advice"


def _print(pack: str, findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for file, group in groupby(findings, key=lambda finding: finding.file):
        console.print(Text(printable(file), style="bold"))
        seen: dict[str, int] = {}
        for finding in group:
            seen[finding.kind] = seen.get(finding.kind, 0) + 1
            if seen[finding.kind] <= _SHOWN:
                _print_finding(console, finding)
        for kind, count in seen.items():
            if count > _SHOWN:
                console.print(f"  and {count - _SHOWN:,} more of {kind} (--json shows all)")
    errors = sum(finding.level == "error" for finding in findings)
    console.print(Text(printable(_summary(pack, errors, len(findings) - errors)), style="bold"))


def _print_finding(console: Console, finding: Finding) -> None:
    from rich.text import Text

    line = "" if finding.line is None else f"line {finding.line:,} "
    text = Text(f"  {line}")
    text.append(finding.level, style="red" if finding.level == "error" else "yellow")
    text.append(f" [{finding.kind}] {printable(finding.message)}")
    console.print(text)
    if finding.remedy:
        console.print(Text(f"      {printable(finding.remedy)}", style="dim"))


def _summary(pack: str, errors: int, advice: int) -> str:
    if not errors and not advice:
        return f"{pack}: nothing to mend."
    advised = f"{advice:,} piece{'s' * (advice != 1)} of advice"
    if not errors:
        return f"{pack}: {advised}; it can be used as it is."
    return f"{pack}: {errors:,} error{'s' * (errors != 1)}, {advised}."
