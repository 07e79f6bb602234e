"""Languages: a row in another language than its tag says isn't found, or answers the wrong asker.

Careful on purpose: only prose is judged, not code; nothing short, nothing in two scripts, no pair
of languages that detectors mix up. A row is fine where its input or its output is in its language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from domain_packs.check.rows import rows_of
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack

KIND = "language"
#: Letters that a text needs to be judged; a syllable or a sign says as much as three letters.
LETTERS = 60
SIGNS = 20
#: The share of letters that must be of one script.
ONE_SCRIPT = 0.9
#: The share of a line that must be letters and spaces for it to be prose, and the share of a text
#: that such lines must make up.
PROSE = 0.9
PROSE_LINES = 0.6

_SIGN_SCRIPTS = frozenset({"HANGUL", "CJK", "HIRAGANA", "KATAKANA"})
_MIXED_UP = (
    frozenset({"id", "ms"}),
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"hr", "sr", "bs"}),
    frozenset({"cs", "sk"}),
    frozenset({"zu", "xh"}),
    frozenset({"af", "nl"}),
)
_CODE = re.compile(r"```.*?(```|\Z)|`[^`]*`|https?://\S+|\S+@\S+", re.DOTALL)
_CODE_LINE = re.compile(r"\w\(|[{}=<>\[\]\\|]|;\s*$|\w_\w|^\s*(import|from|def|class|return)\s")


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Tags that the pack doesn't list, and rows that read like another language than their tag."""
    listed = {_primary(tag) for tag in pack.manifest.languages}
    for task in pack.tasks.values():
        for tag in task.manifest.languages:
            if _primary(tag) not in listed:
                message = f"The task's language {tag!r} isn't among the pack's."
                yield _advice(f"tasks/{task.name}/task.yaml", None, message)
        worded = task.manifest.kind not in ("classification", "extraction", "ner")
        for row in rows_of(task):
            texts = [row.row.input, row.row.output] if worded else [row.row.input]
            said = _wrong(row.row.language, texts, listed, tools)
            if said:
                yield _advice(row.file, row.line, f"{row.id} {said}")
    lines = pack.question_lines or range(1, len(pack.questions) + 1)
    for line, question in zip(lines, pack.questions, strict=True):
        # What is pasted into a question may be in any language, and so may what is out of scope.
        if question.task is not None and _primary(question.language) not in listed:
            yield _advice("questions.jsonl", line, f"{question.id} {_unlisted(question.language)}")


def _advice(file: str, line: int | None, message: str) -> Finding:
    remedy = "Set the right language, or add it to `languages` in pack.yaml."
    return Finding("advice", file, line, KIND, message, remedy)


def _wrong(tag: str | None, texts: list[str], listed: set[str], tools: Tools) -> str | None:
    """What is wrong with the tag of a row that consists of `texts`; None where nothing is."""
    if tag is not None and _primary(tag) not in listed:
        return _unlisted(tag)
    tagged = listed if tag is None else {_primary(tag)}
    prose = prose_of(texts[0])
    if prose is None or tools.detect_language is None or not tagged <= tools.detectable:
        return None
    candidates = sorted((listed | tagged) & tools.detectable)
    found = tools.detect_language(prose, candidates)
    if found is None or any(
        {found, language} <= group for group in _MIXED_UP for language in tagged
    ):
        return None
    if any(tools.detect_language(text, candidates) in tagged for text in [prose, *texts[1:]]):
        return None
    return f"is tagged {tag!r}, but reads like {found!r}." if tag else f"reads like {found!r}."


def _unlisted(tag: str) -> str:
    return f"is tagged {tag!r}, which isn't among the pack's languages."


def prose_of(text: str) -> str | None:
    """The sentences of `text` without code, as far as they suffice to tell a language."""
    lines = [line for line in _CODE.sub(" ", text).split("\n") if line.strip()]
    prose = "\n".join(line for line in lines if _is_prose(line))
    if len(prose) < PROSE_LINES * sum(map(len, lines)):
        return None
    scripts = _letters("\n".join(lines))
    if not scripts:
        return None
    script, count = scripts.most_common(1)[0]
    enough = SIGNS if script in _SIGN_SCRIPTS else LETTERS
    if count < ONE_SCRIPT * scripts.total() or _letters(prose)[script] < enough:
        return None
    return prose


def _is_prose(line: str) -> bool:
    plain = sum(character.isalpha() or character.isspace() for character in line)
    return plain >= PROSE * len(line) and not _CODE_LINE.search(line)


def _letters(text: str) -> Counter[str]:
    """How many letters of each script `text` has."""
    return Counter(_script(character) for character in text if character.isalpha())


def _script(character: str) -> str:
    """The script of a letter: the first word of its name in Unicode."""
    return "LATIN" if character.isascii() else unicodedata.name(character, "?").split(" ", 1)[0]


def _primary(tag: str) -> str:
    return tag.split("-", 1)[0].lower()
