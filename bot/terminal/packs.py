"""`polymath packs`: what is installed, what is in it, and the author's tools."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Install, keep and write domain packs.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("list")
def list_packs() -> None:
    """Lists the installed packs. Example: polymath packs list"""
