"""`polymath packs`: what is installed, what is in it, and the author's tools; a file a command."""

from __future__ import annotations

import typer

from bot.terminal.packs.checking import check_pack
from bot.terminal.packs.listing import list_packs
from bot.terminal.packs.making import new_pack
from bot.terminal.packs.schema import print_schema
from bot.terminal.packs.showing import show_pack

app = typer.Typer(
    help="Install, keep and write domain packs.", no_args_is_help=True, rich_markup_mode=None
)
app.command("list")(list_packs)
app.command("show", no_args_is_help=True)(show_pack)
app.command("check", no_args_is_help=True)(check_pack)
app.command("new", no_args_is_help=True)(new_pack)
app.command("schema")(print_schema)
