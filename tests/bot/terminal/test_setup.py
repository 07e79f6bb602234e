"""`polymath setup`, by options and by questions."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import read_settings
from bot.terminal.app import run

Answer = Callable[..., None]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Types lines at the terminal."""

    def type_lines(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(line + "\n" for line in lines)))

    return type_lines


@pytest.fixture(autouse=True)
def nothing_set(by_spelling: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLYMATH_EMBEDDER")


@pytest.fixture
def tiny(tiny_model: Path) -> str:
    return f"local:{tiny_model}"


HASHED = ("--embedder", "hashed-64")


def test_options_set_model_and_embedder_after_trying_both(
    tiny: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["setup", "--model", tiny, *HASHED, "--yes"]) == 0
    assert (read_settings().model, read_settings().embedder) == (tiny, "hashed-64")
    assert re.search("wrote “(fruit|vegetable)”", capsys.readouterr().out)


def test_json_says_what_was_set_and_tried(
    tiny: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["setup", "--model", tiny, *HASHED, "--yes", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["path"] == str(home / "polymath.yaml")
    assert (said["model"], said["embedder"]) == (tiny, "hashed-64")
    assert said["tried"]["model"]["text"] in ("fruit", "vegetable")
    assert said["tried"]["embedder"]["ms"] > 0


def test_what_was_set_before_is_kept(home: Path) -> None:
    home.mkdir()
    (home / "polymath.yaml").write_text("# ours\nquota: 9\nembedder: hashed-32\n")
    assert run(["setup", "--yes"]) == 0
    assert (read_settings().quota, read_settings().embedder) == (9, "hashed-32")
    assert "# ours" in (home / "polymath.yaml").read_text()


def test_none_takes_the_model_and_its_server_out(home: Path) -> None:
    home.mkdir()
    (home / "polymath.yaml").write_text("model: openai:a\nmodel_url: http://localhost:1/v1\n")
    assert run(["setup", "--model", "none", *HASHED, "--yes"]) == 0
    assert (read_settings().model, read_settings().model_url) == (None, None)


@pytest.mark.parametrize(
    ("options", "words", "status"),
    [
        (["--model", "local:/no/such"], "no such folder", 1),
        (["--model", "nonsense"], "names no kind", 2),
        (["--model", "none", "--embedder", "/no/such"], "embedder", 1),
    ],
    ids=["no model", "no spec", "no embedder"],
)
def test_what_does_not_work_is_not_written(
    home: Path, options: list[str], words: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["setup", *HASHED, *options, "--yes"]) == status
    assert words in capsys.readouterr().err
    assert not (home / "polymath.yaml").exists()


def test_questions_lead_to_a_model_in_this_process(answers: Answer, tiny_model: Path) -> None:
    answers("2", "99", "another", str(last()), str(tiny_model), "", "", "", "")
    assert run(["setup"]) == 0
    assert read_settings().model == f"local:{tiny_model}"


def test_no_model_and_the_bundled_embedder_are_the_defaults(answers: Answer) -> None:
    answers("", "", "", "", "")
    assert run(["setup"]) == 0
    assert read_settings().model is None
    assert read_settings().embedder == "sentence-transformers/all-MiniLM-L6-v2"


def test_a_model_that_fails_is_asked_for_again(
    answers: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    answers("3", "http://127.0.0.1:9/v1", "name", "no", "1", "", "", "")
    assert run(["setup", *HASHED]) == 0
    assert "can't be reached" in capsys.readouterr().err
    assert read_settings().model is None


def test_a_server_that_is_not_up_yet_may_be_set_all_the_same(answers: Answer) -> None:
    answers("3", "http://127.0.0.1:9/v1", "name", "yes", "", "", "")
    assert run(["setup", *HASHED]) == 0
    assert (read_settings().model, read_settings().model_url) == (
        "openai:name",
        "http://127.0.0.1:9/v1",
    )


def test_slack_tokens_are_asked_for_last_and_kept_from_view(
    answers: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    answers("1", "wrong", "xoxb-hush", "xapp-hush", "")
    assert run(["setup", *HASHED]) == 0
    token = read_settings().slack_bot_token
    assert token is not None and token.get_secret_value() == "xoxb-hush"
    said = capsys.readouterr()
    assert "begins with xoxb-" in said.err
    assert "hush" not in said.out + said.err


def test_nobody_at_the_terminal_is_told_of_the_options(
    answers: Answer, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers()
    assert run(["setup"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert not (home / "polymath.yaml").exists()


def test_a_setting_of_the_environment_is_said_to_win(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLYMATH_EMBEDDER", "hashed-32")
    assert run(["setup", *HASHED, "--yes"]) == 0
    assert "POLYMATH_EMBEDDER" in capsys.readouterr().err


def last() -> int:
    """The number of "another" among the models proposed here."""
    from bot.models.proposals import fitting, machine_memory_gb

    return len(fitting(machine_memory_gb())) + 1
