"""`polymath doctor`: checks what is set up, a line each with the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.output import plain, print_json, print_line

if TYPE_CHECKING:
    from bot.checkup import Check


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one object a line.")] = False,
) -> int:
    """Checks settings, packs, embedder, index, model and disk. Example: polymath doctor"""
    bad = 0
    for check in _checks():
        bad += not check.ok
        if as_json:
            print_json(check.as_json())
        else:
            mark = "ok  " if check.ok else "FAIL"
            remedy = f" {check.remedy}" if check.remedy else ""
            print_line(plain(f"{mark} {check.name}: {check.message}{remedy}"))
    return 1 if bad else 0


def _checks() -> Iterator[Check]:
    from bot.checkup import Check, check_up
    from bot.settings import SettingError, read_settings

    try:
        settings = read_settings()
    except SettingError as error:
        yield Check("settings", False, error.message, error.remedy)
        return
    yield Check("settings", True, f"read from the environment and {settings.home}.")
    yield from check_up(settings)
