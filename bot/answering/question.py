"""A question as it came, told apart into the asking words and the payload.

"what kind of clause is this: The Tenant shall …" asks with its first words about the rest. The
payload is what is fenced, quoted, on lines of its own, after a colon or before a closing question;
a file is payload too. Without one the whole question is the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.errors import OptionFault
from domain_packs.errors import PolymathError
from domain_packs.prompt import File, Turn
from domain_packs.text import control_character

#: A question may be this long, in characters; a longer text belongs into a file.
LONGEST = 40_000
#: Asking words are short: more words than this, and it is the payload.
_ASKING_WORDS = 30

_FENCED = re.compile(r"```[a-zA-Z0-9_+-]*\n?(.*?)(?:```|\Z)", re.DOTALL)
#: Each pattern here takes time in proportion to the text, whatever the text is.
_QUOTED = re.compile(
    r"\"([^\"\n]{2,})\"|“([^“”]{2,})”|„([^„“”]{2,})[“”]|«([^«»]{2,})»|「([^「」]{2,})」"
    r"|『([^『』]{2,})』|(?<!\w)'([^'\n]{2,}(?:(?<=\w)'\w[^'\n]*)*)'(?!\w)|`([^`\n]{2,})`",
)
_COLON = re.compile(r"[:：](?=\s)")
_DASH = re.compile(r"\s[-–—]\s|[.!?。]\s+(?=\S)")
_SENTENCE = re.compile(r"[^.?!~。？\n]{4,}[.?!~。？]+\s+")
_PREFIX = re.compile(r"\s*([a-z][a-z0-9-]{0,63})(?:/([a-z][a-z0-9-]{0,63}))?\s*:\s*(?=\S)")
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_ASKS = re.compile(
    r"[?？:：]\s*$|(요|죠|까|줘|나|니|주라|해|가|지|야|래|냐|다오|시오|바람)[.!~ㅠㅎㅋ\s]*$"
)
#: What stands in code, logs and data, and hardly ever in asking words.
_MACHINE = re.compile(
    r"[{}=;<>\[\]|]|\w\(|\d{2}:\d{2}|^\s*(at|File|Traceback|def|import|class)\b|\b\w+Error\b|\bERROR\b"
)
#: A single word before a colon that belongs to what follows.
_LOG_HEAD = re.compile(
    r"\W*(\w*error|warn(ing)?|info|debug|fatal|panic|critical|\w*exception|note|from|to|subject|re|fwd)\W*",
    re.IGNORECASE,
)


class QuestionError(PolymathError):
    """The question can't be asked as it is."""

    kind = "input"


@dataclass(frozen=True)
class Question:
    """One question. `asking` and `payload` are its two parts; `payload` is None where it has one
    part only.

    `pack` and `task` are set where the asker chose them with a prefix or an option.
    """

    text: str
    asking: str
    payload: str | None
    pack: str | None = None
    task: str | None = None
    files: tuple[File, ...] = ()
    turns: tuple[Turn, ...] = ()
    jurisdiction: str | None = None

    @property
    def input(self) -> str:
        """What a task gets as its input: the payload, else the whole question."""
        return self.payload if self.payload is not None else self.text


def read_question(
    text: str,
    *,
    tasks: Mapping[str, Iterable[str]],
    pack: str | None = None,
    task: str | None = None,
    files: Sequence[File] = (),
    turns: Sequence[Turn] = (),
    jurisdiction: str | None = None,
) -> Question:
    """Reads a question. `tasks` names the packs in scope with their tasks; `pack` and `task` the
    asker's choice.

    Raises `QuestionError` for an empty, overlong or binary question and for a prefix whose task is
    unknown, `OptionFault` for a jurisdiction that is no code.
    """
    _check(text)
    check_jurisdiction(jurisdiction)
    chosen = _PREFIX.match(text)
    if chosen and chosen[1] in tasks:
        if chosen[2] and chosen[2] not in tasks[chosen[1]]:
            raise QuestionError(
                f"The pack {chosen[1]!r} has no task {chosen[2]!r}.",
                f"Its tasks: {', '.join(tasks[chosen[1]])}.",
            )
        pack, task = chosen[1], chosen[2] or (task if pack == chosen[1] else None)
        text = text[chosen.end() :]
    text = text.strip()
    asking, payload = (text, None) if files else split(text)
    if files:
        payload = "\n\n".join(file.text for file in files)
    return Question(text, asking, payload, pack, task, tuple(files), tuple(turns), jurisdiction)


def check_jurisdiction(code: str | None) -> None:
    """Refuses what is no code of ISO 3166. Raises `OptionFault`."""
    if code is not None and not _PLACE.fullmatch(code):
        raise OptionFault(
            f"{code!r} is no jurisdiction.", "Write a code of ISO 3166, such as KR or US-CA."
        )


def _check(text: str) -> None:
    if not text.strip():
        raise QuestionError("The question is empty.", "Type a question.")
    if len(text) > LONGEST:
        raise QuestionError(
            f"The question has {len(text):,} characters; {LONGEST:,} are allowed.",
            "Shorten it, or attach the text as a file.",
        )
    control = control_character(text.replace("\r\n", "\n").replace("\r", "\n"))
    if control:
        raise QuestionError(
            f"The question holds binary data ({control}).", "Send text, or attach the file."
        )


def split(text: str) -> tuple[str, str | None]:
    """(asking words, payload) of a question's text; the payload is None where the text can't be
    told apart."""
    for rule in (_fenced, _quoted_lines, _quoted, _lines, _colon, _closing):
        found = rule(text)
        if found is not None and found[1].strip():
            return found[0].strip(), found[1].strip()
    return text, None


def _fenced(text: str) -> tuple[str, str] | None:
    found = _FENCED.search(text)
    if not found:
        return None
    blocks = [block.strip("\n") for block in _FENCED.findall(text)]
    return _FENCED.sub(" ", text), "\n\n".join(blocks)


def _quoted_lines(text: str) -> tuple[str, str] | None:
    """Lines that begin with ">", as Slack and mail quote."""
    lines = text.split("\n")
    quoted = [line for line in lines if re.match(r"\s*(>|&gt;)", line)]
    if not quoted or len(quoted) == len(lines):
        return None
    rest = [line for line in lines if line not in quoted]
    return "\n".join(rest), "\n".join(re.sub(r"^\s*(>|&gt;)+\s?", "", line) for line in quoted)


def _quoted(text: str) -> tuple[str, str] | None:
    """The longest quotation, unless far more stands outside (a quotation within a payload)."""
    found = [match for match in _QUOTED.finditer(text) if len(match[0]) > 4]
    if not found:
        return None
    longest = max(found, key=lambda match: len(match[0]))
    rest = text[: longest.start()] + " " + text[longest.end() :]
    if len(rest.split()) > _ASKING_WORDS or "\n" in rest.strip():
        return None
    return rest, next(group for group in longest.groups() if group)


def _asks(part: str) -> int:
    """How much a part reads like asking words: 0 (not at all) to 2."""
    # One word more than counts is enough to know of: a long text is asked about often.
    words = len(part.split(None, _ASKING_WORDS))
    if not 0 < words <= _ASKING_WORDS or _MACHINE.search(part):
        return 0
    return 2 if _ASKS.search(part) else 1


def _lines(text: str) -> tuple[str, str] | None:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2:
        return None
    first, last = _asks(lines[0]), _asks(lines[-1])
    if first == last == 2 and len(lines) > 2:
        return lines[0] + "\n" + lines[-1], "\n".join(lines[1:-1])
    if last > first or (last == first == 1 and len(lines[-1]) < len(lines[0]) and len(lines) == 2):
        return lines[-1], "\n".join(lines[:-1])
    if first:
        heads = 2 if len(lines) > 2 and len(lines[0].split()) < 5 and _asks(lines[1]) == 2 else 1
        return "\n".join(lines[:heads]), "\n".join(lines[heads:])
    return None


def _colon(text: str) -> tuple[str, str] | None:
    for found in _COLON.finditer(text):
        head, tail = text[: found.start()], text[found.end() :]
        if _asks(head) and not _LOG_HEAD.fullmatch(head.strip()) and len(tail.split()) > 1:
            return head, tail
        break
    return None


def _closing(text: str) -> tuple[str, str] | None:
    """A payload with a short question behind it, or asking words with a payload behind a dash."""
    for found in reversed(list(_DASH.finditer(text))):
        head, tail = text[: found.start() + 1], text[found.end() :]
        if _asks(tail) == 2 and len(head.split()) > len(tail.split()) and len(tail.split()) < 16:
            return tail, head
        if _asks(head) and found[0].strip() in {"-", "–", "—"} and len(tail.split()) > 3:
            return head, tail
    first = _SENTENCE.match(text)
    if first:
        head, tail = first[0], text[first.end() :]
        if _asks(head.strip()) == 2 and len(tail) > len(head) and _asks(tail) < 2:
            return head, tail
    return None
