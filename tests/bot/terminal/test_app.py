from __future__ import annotations

import json

import pytest

from bot.terminal.app import run
from tests.bot.terminal.asked import read_error

Output = pytest.CaptureFixture[str]
COMMANDS = [["ask"], ["chat"], ["setup"], ["doctor"], ["packs"], ["packs", "check"]]


@pytest.mark.parametrize("command", [[], *COMMANDS], ids=lambda words: " ".join(words) or "-")
def test_every_command_has_help(capsys: Output, command: list[str]) -> None:
    assert run([*command, "--help"]) == 0
    printed = capsys.readouterr()
    assert "Usage: polymath" in printed.out
    assert printed.err == ""


@pytest.mark.parametrize("command", [["ask"], ["chat"], ["doctor"]], ids=lambda words: words[0])
def test_help_has_an_example(capsys: Output, command: list[str]) -> None:
    run([*command, "--help"])
    assert f"Example: polymath {command[0]}" in " ".join(capsys.readouterr().out.split())


def test_version_is_printed(capsys: Output) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("polymath 0.")


@pytest.mark.parametrize("words", [[], ["ask"], ["packs"]], ids=["-", "ask", "packs"])
def test_no_words_show_the_help_on_stderr(capsys: Output, words: list[str]) -> None:
    assert run(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("Usage: polymath")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nope"], "No such command 'nope'."),
        (["--nope"], "No such option: --nope."),
        (["doctor", "too", "much"], "unexpected extra argument"),
    ],
    ids=["command", "option", "argument"],
)
def test_wrong_usage_is_one_sentence(capsys: Output, words: list[str], message: str) -> None:
    assert run(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1


def test_wrong_usage_in_json_is_an_object(capsys: Output) -> None:
    assert run(["ask", "--json"]) == 2
    printed = capsys.readouterr()
    assert read_error(printed.out)["kind"] == "usage"
    assert printed.err == ""


def test_traceback_is_shown_only_where_it_is_asked_for(capsys: Output) -> None:
    assert run(["ask", "", "--json"]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert run(["--debug", "ask", "", "--json"]) == 1
    printed = capsys.readouterr()
    assert "Traceback" in printed.err
    assert list(json.loads(printed.out)) == ["error"]
