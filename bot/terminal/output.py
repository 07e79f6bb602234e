"""What a command prints: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from domain_packs.errors import PolymathError
from domain_packs.text import printable

#: Told how much of a piece of work is done: (what, done, of all).
Progress = Callable[[str, int, int], None]


def print_json(value: object) -> None:
    """One value as one line of UTF-8 JSON."""
    line = json.dumps(value, ensure_ascii=False) + "\n"
    sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    sys.stdout.flush()


def plain(text: str) -> str:
    """`text` with whatever could steer a terminal or reorder a line made visible as an escape."""
    return printable(text)


def print_line(text: str) -> None:
    """One line on stdout."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def print_warning(text: str) -> None:
    """A warning on stderr."""
    sys.stderr.write(f"warning: {plain(text)}\n")


def print_error(error: PolymathError, *, as_json: bool) -> None:
    """An error as the contract has it: a sentence on stderr, or an object on stdout."""
    if as_json:
        print_json(
            {"error": {"kind": error.kind, "message": error.message, "remedy": error.remedy}}
        )
    else:
        sys.stderr.write(f"polymath: {plain(str(error))}\n")


@contextmanager
def progress(enabled: bool = True) -> Iterator[Progress]:
    """A progress bar on stderr that appears once work reports itself, and goes when it is done."""
    if not enabled or not sys.stderr.isatty():
        yield lambda what, done, of_all: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def report(what: str, done: int, of_all: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of_all)
            bar.update(tasks[what], completed=done, total=of_all)

        yield report
