"""Writing polymath.yaml."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from yaml import YAMLError

from bot.settings import read_settings
from bot.settings_file import changed, write_settings


@pytest.mark.parametrize(
    ("text", "changes", "after"),
    [
        ("", {"model": "local:a"}, "model: local:a\n"),
        ("model: local:a\n", {"model": "openai:b"}, "model: openai:b\n"),
        ("# why\nquota: 9\n", {"model": "local:a"}, "# why\nquota: 9\nmodel: local:a\n"),
        ("model: local:a\nquota: 9\n", {"model": None}, "quota: 9\n"),
        ("model:\n  local:a\nquota: 9\n", {"model": "local:b"}, "model: local:b\nquota: 9\n"),
        ("'model': local:a\n", {"model": "local:b"}, "model: local:b\n"),
        ("model_url: http://a\n", {"model": "openai:b"}, "model_url: http://a\nmodel: openai:b\n"),
        ("quota: 9", {"model_private": True}, "quota: 9\nmodel_private: true\n"),
    ],
)
def test_only_what_changes_is_changed(
    text: str, changes: dict[str, str | bool | None], after: str
) -> None:
    assert changed(text, changes) == after


@pytest.mark.parametrize(
    "value",
    ["local:a b", "local:C:\\models", "local:#1", "local:'x': y", "local:값", "no", "1"],
)
def test_a_value_is_read_as_it_was_written(home: Path, value: str) -> None:
    write_settings(home / "polymath.yaml", {"embedder": value})
    assert read_settings().embedder == value


def test_only_its_owner_reads_the_file(home: Path) -> None:
    path = home / "polymath.yaml"
    home.mkdir()
    path.write_text("quota: 9\n")
    path.chmod(0o644)
    write_settings(path, {"slack_bot_token": "xoxb-1"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_settings().quota == 9


def test_a_write_that_fails_leaves_the_old_file(home: Path) -> None:
    path = home / "polymath.yaml"
    write_settings(path, {"quota": "9"})
    with pytest.raises(YAMLError):
        write_settings(path, {"embedder": object()})  # type: ignore[dict-item]
    assert path.read_text() == "quota: '9'\n"
    assert [file.name for file in home.iterdir()] == ["polymath.yaml"]
