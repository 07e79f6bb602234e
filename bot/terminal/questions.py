"""Questions put to the person at the terminal: written to stderr, answered on stdin."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence

from domain_packs.errors import PolymathError


class NobodyThere(PolymathError):
    """Standard input ended before all questions were answered."""

    kind = "usage"


class Questions:
    """Asks the person at the terminal. The default is the answer to an empty line."""

    def ask(self, text: str, default: str = "") -> str:
        """A line of text. Raises `NobodyThere`."""
        self.say(f"{text}{f' [{default}]' if default else ''}: ", end="")
        line = sys.stdin.readline()
        if not line:
            raise NobodyThere(
                "There is nobody to answer the questions of `polymath setup`.",
                "Give the answers as options, with --yes: `polymath setup --help` lists them.",
            )
        return line.strip() or default

    def ask_secret(self, text: str) -> str:
        """A line that isn't shown while it is typed; empty where there is none."""
        if not sys.stdin.isatty():
            return self.ask(text)
        return getpass.getpass(f"{text}: ", sys.stderr).strip()

    def choose(self, text: str, options: Sequence[str], default: int = 0) -> int:
        """The place of one of `options`, counted from 0."""
        self.say(text)
        for number, option in enumerate(options, 1):
            self.say(f"  {number}. {option}")
        while True:
            answer = self.ask("Number", str(default + 1))
            if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(options):
                return int(answer) - 1
            self.say(f"Answer with a number from 1 to {len(options)}.")

    def confirm(self, text: str) -> bool:
        """Yes or no; no where nothing is said."""
        return self.ask(f"{text} (yes or no)", "no").lower() in ("y", "yes")

    def say(self, text: str, end: str = "\n") -> None:
        """A line that is no question."""
        sys.stderr.write(text + end)
        sys.stderr.flush()
