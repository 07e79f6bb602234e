"""The prose of the repository, taken apart for the tests of it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
NAMES = ("README.md", "README.ko.md", "CONTRIBUTING.md", "CHANGELOG.md", "DECISIONS.md")
PAGES = [*(ROOT / name for name in NAMES), *sorted((ROOT / "docs").rglob("*.md"))]


@dataclass(frozen=True)
class Block:
    """A fenced block: its language and its text."""

    language: str
    text: str


def read(name: str) -> str:
    """The text of a page by its path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page."""
    return [
        Block(token.info.strip(), token.content)
        for token in MarkdownIt().parse(text)
        if token.type == "fence"
    ]


def spans(text: str) -> list[str]:
    """The inline code of a page."""
    tokens = (MarkdownIt().enable("table").parse(text)) or []
    inline = [child for token in tokens for child in token.children or []]
    return [child.content for child in inline if child.type == "code_inline"]


def links(text: str) -> list[str]:
    """Where the links of a page lead."""
    inline = [
        child
        for token in MarkdownIt().enable("table").parse(text)
        for child in token.children or []
    ]
    found = [child.attrs.get("href") or child.attrs.get("src") for child in inline]
    return [str(target) for target in found if target]


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings make."""
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in headings)
    return {re.sub(r"\s", "-", heading.strip()) for heading in plain}


def table(text: str, head: str) -> list[list[str]]:
    """The rows of the tables whose first head is `head`, as cells."""
    found = re.findall(
        rf"^\| {re.escape(head)} \|.*\n\|.*\n((?:\|.*\n?)+)", text, flags=re.MULTILINE
    )
    lines = [line for rows in found for line in rows.splitlines()]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def shell_lines(text: str) -> Iterator[list[str]]:
    """The words of every `polymath …` in a page's shell blocks, without what only a shell reads."""
    for block in blocks(text):
        if block.language == "console":
            lines = (line.removeprefix("$ ") for line in block.text.splitlines())
            yield from _words(line for line in lines if line.startswith("polymath "))


def commands_named(text: str) -> Iterator[list[str]]:
    """The words of every `polymath …` that stands in a sentence of a page."""
    named = (span for span in spans(text) if span.startswith("polymath "))
    yield from _words(span for span in named if "COMMAND" not in span)


def _words(lines: Iterable[str]) -> Iterator[list[str]]:
    for line in lines:
        yield shlex.split(re.split(r" [<>|&] ", line)[0])[1:]


def session(text: str) -> list[tuple[str, str]]:
    """The first session of a page: each command with the output below it."""
    found = next(block.text for block in blocks(text) if block.language == "console")
    parts = re.split(r"^\$ ", found, flags=re.MULTILINE)[1:]
    return [(part.split("\n", 1)[0], part.split("\n", 1)[1].strip()) for part in parts]
