"""What is written for people agrees with the code, and the other way round."""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.answering.answer import Answer, Choice, Timings, Used
from bot.checkup import Check
from bot.settings import Settings, variable
from bot.terminal.app import _Flags, build_app
from bot.terminal.packs.listing import as_object as listed
from bot.terminal.packs.showing import as_object as shown
from domain_packs.findings import Finding
from domain_packs.reader import load_pack
from domain_packs.store import Installed
from tests.docs.pages import (
    PAGES,
    ROOT,
    anchors,
    blocks,
    commands_named,
    links,
    read,
    session,
    shell_lines,
    spans,
    table,
)
from tests.packs import KITCHEN

COMMANDS = read("docs/commands.md")
SETTINGS = read("docs/settings.md")
JSON = read("docs/json.md")
SOURCE = ("bot", "domain_packs", "retrievers", "finetune")
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


@functools.cache
def program() -> Any:
    """The command line as it is parsed."""
    return typer.main.get_command(build_app(_Flags()))


def leaves(command: Any, name: str = "polymath") -> dict[str, Any]:
    """Every command that does something, by its words."""
    inner = getattr(command, "commands", None)
    if inner is None:
        return {name: command}
    return {k: v for word, one in inner.items() for k, v in leaves(one, f"{name} {word}").items()}


def find_command(words: list[str]) -> tuple[Any, list[str]]:
    """The command that a command line begins with, and the words behind its name."""
    command, rest = program(), [word for word in words if word != "--debug"]
    while hasattr(command, "commands") and rest and not rest[0].startswith("--"):
        assert rest[0] in command.commands, words
        command, rest = command.commands[rest[0]], rest[1:]
    return command, rest


def options(command: Any) -> set[str]:
    """The options of a command, but --help."""
    both = [name for one in command.params for name in (*one.opts, *one.secondary_opts)]
    return {name for name in both if name.startswith("--")} - {"--help"}


def section(name: str) -> str:
    """The section of commands.md about one command."""
    return re.split(rf"^## {name}$", COMMANDS, flags=re.MULTILINE)[1].split("\n## ")[0]


def codes(text: str, head: str, column: int = 0) -> list[str]:
    """The code in a column of the tables with that head."""
    return [code for row in table(text, head) for code in re.findall(r"`([^`]+)`", row[column])]


# Links, paths and addresses


@pages
def test_relative_links_lead_to_files_and_headings(page: Path) -> None:
    for target in links(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found.read_text(encoding="utf-8")), target


@pages
def test_files_of_the_repository_that_are_named_exist(page: Path) -> None:
    tops = "|".join((*SOURCE, "tests", "benchmarks", "docs", r"\.ci"))
    names = spans(page.read_text(encoding="utf-8"))
    named = [name for name in names if re.fullmatch(rf"({tops})/[\w./-]*", name)]
    assert [name for name in named if not (ROOT / name).exists()] == []


@pages
def test_no_path_of_a_machine_is_mentioned(page: Path) -> None:
    found = re.findall(
        r"(?<![\w.~])/(?:home|Users|root|work|tmp|opt|mnt)/\S*|\b[A-Z]:\\\S*",
        page.read_text(encoding="utf-8"),
    )
    assert found == []


# Commands


@pages
def test_commands_shown_can_be_parsed(page: Path) -> None:
    for words in shell_lines(page.read_text(encoding="utf-8")):
        command, rest = find_command(words)
        assert hasattr(command, "commands") or command.make_context("polymath", rest)


@pages
def test_commands_named_in_a_sentence_exist_with_their_options(page: Path) -> None:
    for words in commands_named(page.read_text(encoding="utf-8")):
        command, rest = find_command(words)
        named = {word for word in rest if word.startswith("--")}
        assert named <= options(command) | {"--help", "--debug"}, words


def test_commands_of_the_page_are_those_of_the_program() -> None:
    named = re.findall(r"^## (polymath .+)$", COMMANDS, flags=re.MULTILINE)
    assert sorted(named) == sorted(leaves(program()))


@pytest.mark.parametrize("name", leaves(program()))
def test_options_of_the_page_are_those_of_the_command(name: str) -> None:
    assert sorted(codes(section(name), "option")) == sorted(options(leaves(program())[name]))


@pytest.mark.parametrize("name", leaves(program()))
def test_every_command_has_an_example_on_its_page_and_in_its_help(name: str) -> None:
    assert f"$ {name}" in section(name)
    assert "Example: polymath" in " ".join(leaves(program())[name].help.split())


def test_options_before_a_command_are_on_the_page() -> None:
    beginning = COMMANDS.split("\n## ")[0]
    assert set(codes(beginning, "option")) == options(program()) | {"--help"}


# Settings


def test_settings_of_the_page_are_those_of_the_program() -> None:
    assert codes(SETTINGS, "name") == [variable(name) for name in Settings.model_fields]


@pytest.mark.parametrize("row", table(SETTINGS, "name"), ids=lambda row: row[0].strip("`"))
def test_default_of_a_setting_is_the_one_on_the_page(row: list[str]) -> None:
    fields = {f"`{variable(name)}`": field for name, field in Settings.model_fields.items()}
    default = fields[row[0]].default
    if not fields[row[0]].is_required():
        assert row[1] == ("unset" if default is None else f"`{default}`")


def test_settings_said_to_be_used_are_the_ones_that_the_code_reads() -> None:
    read_by_code = {
        node.attr
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "settings"
    }
    used = {row[0].strip("`") for row in table(SETTINGS, "name") if row[-1] == "used"}
    assert used == {variable(name) for name in Settings.model_fields if name in read_by_code}


@pages
def test_settings_named_in_prose_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:POLYMATH|SLACK)_[A-Z_]+\b", text))
    assert named <= {variable(name) for name in Settings.model_fields}


# JSON


def test_fields_of_an_answer_are_those_on_the_page() -> None:
    answer = Answer(
        "a", "curated", "en", examples=(Used("1", 1, "a", "b", None, "same"),),
        choices=(Choice("a", "b"),), timings=Timings(),
    ).as_json()  # fmt: skip
    text = JSON.split("\n## ask\n")[1].split("\n## ")[0]
    assert codes(text, "field") == list(answer)
    rows = {row[0].strip("`"): row[1] for row in table(text, "field")}
    for name in ("examples", "choices", "timings_ms", "tokens"):
        inner = answer[name][0] if isinstance(answer[name], list) else answer[name]  # type: ignore[index]
        assert set(inner) <= set(re.findall(r"`([^`]+)`", rows[name])), name  # type: ignore[call-overload]


def test_fields_of_packs_list_are_those_on_the_page() -> None:
    found = listed(Installed("kitchen", KITCHEN, "bundled"), load_pack(KITCHEN))
    text = JSON.split("\n## packs list\n")[1].split("\n## ")[0]
    assert codes(text, "field") == list(found)


def test_fields_of_packs_show_are_those_on_the_page() -> None:
    found = shown(load_pack(KITCHEN))
    text = JSON.split("\n## packs show\n")[1].split("\n## ")[0]
    task = next(iter(found["tasks"].values()))
    wanted = {*found, *found["questions"], *task, *task["rows"]}
    adapter = {"name", "version", "base_model", "technique", "tasks"}
    assert set(spans(text)) == wanted | adapter


def test_fields_of_findings_and_checks_are_those_on_the_page() -> None:
    findings = JSON.split("\n## packs check\n")[1].split("\n## ")[0]
    finding = Finding("error", "pack.yaml", 1, "syntax", "a", "b")
    assert codes(findings, "field") == list(finding.as_json())
    doctor = JSON.split("\n## doctor\n")[1].split("\n## ")[0]
    assert [name for name in spans(doctor) if name] == list(Check("a", True, "b").as_json())


def test_kinds_of_errors_are_those_on_the_page() -> None:
    raised = {
        found
        for folder in SOURCE
        for path in (ROOT / folder).rglob("*.py")
        for found in re.findall(r'\bkind(?:: str)? = "([a-z]+)"', path.read_text(encoding="utf-8"))
    }
    assert raised <= set(codes(JSON, "kind")) and len(codes(JSON, "kind")) == 9


# Examples that run


def test_python_of_the_retrieval_page_prints_what_it_says() -> None:
    text = read("docs/retrieval.md")
    (code,) = [block.text for block in blocks(text) if block.language == "python"]
    (said,) = [block.text for block in blocks(text) if block.language == "text"]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "docs/retrieval.md", "exec"), {"__name__": "page"})
    assert out.getvalue() == said


@pytest.mark.slow
@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_session_of_the_readme_is_what_the_commands_print(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.getbasetemp() / "readme-home"
    environ = {**os.environ, "POLYMATH_HOME": str(home)}
    for line, said in session(read(name)):
        command = [sys.executable, "-m", "bot", *shlex.split(line)[1:]]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environ, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        assert [each.rstrip() for each in done.stdout.strip().splitlines()] == said.splitlines()


# The rest


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = [re.split(r"[<>=\[;]", one)[0] for one in project["dependencies"]]
    assert [row[0] for row in table(read("DECISIONS.md"), "package")] == wanted


def test_decisions_are_numbered_and_dated() -> None:
    text = read("DECISIONS.md")
    numbers = [int(number) for number in re.findall(r"^### (\d+)\. ", text, flags=re.MULTILINE)]
    entries = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
    assert numbers == list(range(1, len(numbers) + 1))
    parts = ("*Context:*", "*Decision:*", "*Consequence:*")
    assert all(all(part in " ".join(entry.split()) for part in parts) for entry in entries)
    assert all(re.search(r"^\d{4}-\d{2}-\d{2}\. ", entry, flags=re.MULTILINE) for entry in entries)


@pages
def test_make_targets_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^(\w+):", read("Makefile"), flags=re.MULTILINE))
    shell = [
        block.text
        for block in blocks(page.read_text(encoding="utf-8"))
        if block.language == "console"
    ]
    named = [
        *spans(page.read_text(encoding="utf-8")),
        *"\n".join(shell).replace("$ ", "").splitlines(),
    ]
    words = [word for one in named if one.startswith("make ") for word in one.split()[1:]]
    assert set(words) <= targets


@pytest.mark.parametrize(("name", "head"), [("README.md", "pack"), ("README.ko.md", "팩")])
def test_every_pack_that_comes_with_it_is_in_the_readme(name: str, head: str) -> None:
    bundled = {path.parent.name for path in (ROOT / "domain_packs").glob("*/pack.yaml")}
    assert {code for row in table(read(name), head) for code in spans(row[0])} == bundled
