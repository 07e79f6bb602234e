"""`polymath packs list`: the packs that answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.output import print_json, print_line, print_warning
from domain_packs.text import printable

if TYPE_CHECKING:
    from domain_packs.pack import Pack
    from domain_packs.store import Installed


def list_packs(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line and pack.")
    ] = False,
) -> None:
    """Lists the installed packs. Example: polymath packs list"""
    from bot.settings import read_settings
    from domain_packs.errors import PackError
    from domain_packs.reader import load_pack
    from domain_packs.store import PackStore

    found: list[tuple[Installed, Pack]] = []
    for installed in PackStore(read_settings().home).active():
        try:
            found.append((installed, load_pack(installed.folder)))
        except PackError as error:
            print_warning(str(error))
    if as_json:
        for installed, pack in found:
            print_json(as_object(installed, pack))
    elif found:
        _print_table(found)
    else:
        print_line("No packs are installed.")


def as_object(installed: Installed, pack: Pack) -> dict[str, object]:
    """One line of `packs list --json`."""
    return {
        "name": pack.name,
        "version": pack.version,
        "digest": pack.digest,
        "origin": installed.origin,
        "active": True,
        "tasks": list(pack.tasks),
        "signed_by": None,
        "reviewed": round(pack.reviewed_share, 4),
    }


def _print_table(found: list[tuple[Installed, Pack]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("pack", "version", "tasks", "reviewed", "from"):
        table.add_column(name, overflow="fold")
    for installed, pack in found:
        reviewed = f"{pack.reviewed_share:.0%}" if pack.reviewed_share else "no"
        cells = (pack.name, pack.version, ", ".join(pack.tasks), reviewed, installed.origin)
        table.add_row(*(Text(printable(cell)) for cell in cells))
    Console().print(table)
