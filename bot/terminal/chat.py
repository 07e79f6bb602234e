"""`polymath chat`: a conversation on the terminal, answers streaming."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.opening import as_folder, open_polymath
from bot.terminal.output import plain, print_error, print_warning, progress
from domain_packs.errors import PolymathError

if TYPE_CHECKING:
    from bot.answering.answer import Answer
    from bot.answering.core import Polymath
    from domain_packs.prompt import Turn

#: How many earlier messages a question carries along.
_TURNS = 6
_HELP = "Ask a question. /explain shows what the last answer rests on, /quit ends."


def chat(
    pack: Annotated[str | None, typer.Option(help="A pack's name, or the folder of one.")] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="ISO 3166, such as KR or US-CA.")] = None,
) -> int:
    """Talks on the terminal until /quit or Ctrl-D. Example: polymath chat --pack legal"""
    from bot.answering.question import check_jurisdiction
    from bot.settings import read_settings

    settings = read_settings()
    check_jurisdiction(jurisdiction)
    with progress() as report:
        polymath = open_polymath(settings, report, folder=as_folder(pack))
        polymath.library.build()
    for fault in polymath.library.broken:
        print_warning(str(fault))
    name = next(iter(polymath.library.packs)) if as_folder(pack) else pack
    if name is not None:
        polymath.library.pack(name)
    _Conversation(polymath, name, jurisdiction).run()
    return 0


class _Conversation:
    """One conversation: what was said, and the last answer."""

    def __init__(self, polymath: Polymath, pack: str | None, jurisdiction: str | None) -> None:
        self.polymath = polymath
        self.pack = pack
        self.jurisdiction = jurisdiction
        self.turns: list[Turn] = []
        self.last: Answer | None = None

    def run(self) -> None:
        """Asks and answers until the asker has had enough."""
        sys.stdout.write(_HELP + "\n")
        while (text := self._read()) is not None:
            if text == "/quit":
                return
            if text == "/explain":
                self._explain()
            elif text.startswith("/"):
                sys.stdout.write(_HELP + "\n")
            elif text:
                self._ask(text)

    @staticmethod
    def _read() -> str | None:
        """The next line that was typed; None at the end of the input."""
        sys.stdout.write("> ")
        sys.stdout.flush()
        line = sys.stdin.buffer.readline()
        if not line:
            sys.stdout.write("\n")
            return None
        return line.decode("utf-8", "replace").strip()

    def _ask(self, text: str) -> None:
        from bot.answering.core import Wish
        from bot.terminal.shown import show_answer
        from domain_packs.prompt import Turn

        wish = Wish(pack=self.pack, jurisdiction=self.jurisdiction)
        streamed: list[str] = []

        def show(piece: str) -> None:
            streamed.append(piece)
            sys.stdout.write(plain(piece))
            sys.stdout.flush()

        try:
            answer = self.polymath.ask(text, wish, turns=self.turns[-_TURNS:], on_text=show)
        except PolymathError as error:
            print_error(error, as_json=False)
            return
        if streamed:
            sys.stdout.write("\n")
        whole = "".join(streamed).strip() == answer.text
        show_answer(answer, self.polymath.library, explain=False, text=not whole)
        self.last = answer
        if not self._sensitive(answer):
            self.turns += [Turn(text), Turn(answer.text, ours=True)]

    def _sensitive(self, answer: Answer) -> bool:
        """Whether what was said may belong to a sensitive pack: the next question may go to
        another pack, and with what was said before it to a model that isn't private."""
        names = {choice.pack for choice in answer.choices} | ({answer.pack} - {None})
        packs = self.polymath.library.packs
        return any(packs[str(name)].policy.sensitive for name in names)

    def _explain(self) -> None:
        from bot.terminal.shown import show_answer

        if self.last is None:
            sys.stdout.write("There is no answer yet.\n")
        else:
            show_answer(self.last, self.polymath.library, explain=True, text=False)
