"""The command line: commands put together, and the one place where an error becomes a sentence and
a status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer
from typer import Abort, Exit
from typer.exceptions import TyperException

from bot.terminal import packs
from bot.terminal.ask import ask
from bot.terminal.chat import chat
from bot.terminal.doctor import doctor
from bot.terminal.output import print_error
from bot.terminal.setup import setup
from domain_packs.errors import PolymathError

#: Exit statuses of the contract.
DONE, REFUSED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


class UsageFault(PolymathError):
    """The command line isn't one that Polymath knows."""

    kind = "usage"


class InternalFault(PolymathError):
    """Something that Polymath should have foreseen."""


@dataclass
class _Flags:
    debug: bool = False


def build_app(flags: _Flags) -> typer.Typer:
    """The application with all of its commands."""
    app = typer.Typer(
        name="polymath",
        help="Answers a team's questions from installable domain packs.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def options(
        debug: Annotated[
            bool, typer.Option("--debug", help="Show the traceback of an error.")
        ] = False,
        version: Annotated[
            bool,
            typer.Option(
                "--version", help="Print the version.", is_eager=True, callback=_print_version
            ),
        ] = False,
    ) -> None:
        flags.debug = debug

    app.command(no_args_is_help=True)(ask)
    app.command()(chat)
    app.command()(doctor)
    app.command()(setup)
    app.add_typer(packs.app, name="packs")
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"polymath {version('polymath')}\n")
        raise Exit(DONE)


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit status; nothing is raised."""
    flags = _Flags(debug="--debug" in arguments)
    as_json = "--json" in arguments
    try:
        status = build_app(flags)(list(arguments), prog_name="polymath", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else DONE
    except PolymathError as error:
        _debug(flags)
        _tell(error, as_json=as_json)
        return WRONG_USAGE if error.kind == "usage" else REFUSED
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError" and not as_json:
            # Typer gives this class no public name.
            sys.stderr.write(error.format_message() + "\n")
            return WRONG_USAGE
        remedy = "`polymath --help` shows the commands, `polymath COMMAND --help` one of them."
        fault = UsageFault(error.format_message().rstrip(".") + ".", remedy)
        _tell(fault, as_json=as_json)
        return WRONG_USAGE
    except Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, Abort):
        sys.stderr.write("\n")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (`polymath … | head`): not an error of ours.
        _give_up_stdout()
        return REFUSED
    except Exception as error:
        _debug(flags)
        _tell(_translate(error), as_json=as_json)
        return REFUSED


def _tell(error: PolymathError, *, as_json: bool) -> None:
    try:
        print_error(error, as_json=as_json)
    except OSError:
        # stdout itself is what fails: a full disk, say.
        _give_up_stdout()
        print_error(error, as_json=False)
    try:
        sys.stdout.flush()
    except OSError:
        _give_up_stdout()  # else the interpreter would try again, and complain, at exit


def _give_up_stdout() -> None:
    """Has what is still to be written to stdout, at exit too, go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _translate(error: Exception) -> PolymathError:
    if isinstance(error, OSError) and error.strerror:
        fault = PolymathError(
            f"{error.strerror}: {error.filename or 'a file'}.", "Check disk space and permissions."
        )
        fault.kind = "storage"
        return fault
    return InternalFault(
        f"Polymath met an error that it didn't foresee ({type(error).__name__}).",
        "Run it again with `polymath --debug …` and report what it shows.",
    )


def _debug(flags: _Flags) -> None:
    if flags.debug:
        import traceback

        traceback.print_exc()
