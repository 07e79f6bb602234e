"""`polymath doctor`: checks what is set up, a line each with the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from bot.checkup import Check, check_up
from bot.settings import SettingError, Settings, read_settings
from bot.terminal.output import plain, print_json, print_line


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one object a line.")] = False,
) -> int:
    """Checks settings, packs, embedder, index, model and disk. Example: polymath doctor"""
    bad = 0
    for check in _checks(read_settings):
        bad += not check.ok
        if as_json:
            print_json(check.as_json())
        else:
            mark = "ok  " if check.ok else "FAIL"
            remedy = f" {check.remedy}" if check.remedy else ""
            print_line(plain(f"{mark} {check.name}: {check.message}{remedy}"))
    return 1 if bad else 0


def _checks(read: Callable[[], Settings]) -> Iterator[Check]:
    try:
        settings = read()
    except SettingError as error:
        yield Check("settings", False, error.message, error.remedy)
        return
    yield Check("settings", True, f"read from the environment and {settings.home}.")
    yield from check_up(settings)
