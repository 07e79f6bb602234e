"""What happens to a process of its own: signals, a full disk, a folder that can't be written."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bot.models.openai_server import Behaviour, serve
from tests.bot.terminal.asked import (
    ROOT,
    command,
    environment,
    polymath,
    read_answer,
    read_error,
    sentences,
)
from tests.packs import KITCHEN

SHAKSHUKA = ("ask", "what is shakshuka?", "--pack", str(KITCHEN), "--json")
BUNDLED = ("ask", "what is idempotency?", "--json")


@contextmanager
def started(*arguments: str, home: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A `polymath` that runs beside the test; it is killed at the end if it still does."""
    process = subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        env=environment(home, **settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(happens: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    """Waits until something happens, while the process runs."""
    deadline = time.monotonic() + 120
    while not happens():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def interrupted(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C ends it with its status, and says nothing more."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert sentences(err) in ([], [""])
    assert process.returncode == 130
    assert out == b""


def without_powers() -> None:
    """Has a root process keep to the permissions of files, as others must (CAP_DAC_*)."""
    if os.geteuid() == 0:
        drop = ctypes.CDLL(None).prctl
        for capability in (1, 2):
            drop(24, capability, 0, 0, 0)


def small_files() -> None:
    """No file may grow beyond 20 kB: what a full disk does to it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_stdout_holds_the_answer_and_nothing_else(home: Path) -> None:
    done = polymath(*SHAKSHUKA, home=home)
    assert (done.returncode, done.stderr) == (0, b"")
    [line] = done.stdout.decode().splitlines()
    assert read_answer(line)["method"] == "curated"


def test_full_disk_is_told_and_nothing_is_lost(home: Path) -> None:
    full = polymath(*SHAKSHUKA, home=home, preexec=small_files)
    assert (full.returncode, sentences(full.stderr)) == (1, [])
    error = read_error(full.stdout.decode())
    assert error["kind"] == "storage"
    assert "disk space" in error["remedy"]
    assert read_answer(polymath(*SHAKSHUKA, home=home).stdout.decode())["method"] == "curated"


def test_disk_that_is_full_while_indexing_is_told(home: Path) -> None:
    assert polymath(*SHAKSHUKA, home=home).returncode == 0
    for folder in (home / "index").glob("kitchen.*"):
        for path in folder.rglob("*"):
            if path.is_file():
                path.unlink()
    full = polymath(*SHAKSHUKA, home=home, preexec=small_files)
    assert (full.returncode, sentences(full.stderr)) == (1, [])
    assert read_error(full.stdout.decode())["kind"] == "storage"
    assert polymath(*SHAKSHUKA, home=home).returncode == 0


def test_folder_that_may_not_be_written_is_told(home: Path) -> None:
    home.mkdir(mode=0o500)
    done = polymath(*SHAKSHUKA, home=home, preexec=without_powers)
    assert (done.returncode, sentences(done.stderr)) == (1, [])
    error = read_error(done.stdout.decode())
    assert error["kind"] == "storage"
    assert "Permission denied" in error["message"]


def test_pack_that_may_not_be_read_is_told(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "secret"
    folder.mkdir(mode=0o000)
    done = polymath("ask", "x", "--pack", str(folder), "--json", home=home, preexec=without_powers)
    assert (done.returncode, sentences(done.stderr)) == (1, [])
    assert read_error(done.stdout.decode())["kind"] == "pack"


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_full_stdout_is_told_on_stderr(home: Path, form: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("ask", "what is shakshuka?", "--pack", str(KITCHEN), *form),
            cwd=ROOT,
            env=environment(home),
            stdout=full,
            stderr=subprocess.PIPE,
        )
    [line] = sentences(done.stderr)
    assert done.returncode == 1
    assert line.startswith("polymath: No space left on device")


def test_stdout_that_cannot_spell_korean_shows_escapes(home: Path) -> None:
    done = polymath(
        "ask", "내일 날씨가 어때요?", "--pack", str(KITCHEN), home=home, PYTHONIOENCODING="latin-1"
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\ub2f5" in done.stdout


def test_ctrl_c_while_waiting_for_a_question_ends_with_130(home: Path) -> None:
    with started("ask", "-", "--pack", str(KITCHEN), "--json", home=home) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"what is shakshuka?\n")
        process.stdin.flush()
        assert read_answer(process.stdout.readline().decode())["method"] == "curated"
        interrupted(process)


def test_ctrl_c_while_a_model_answers_ends_with_130(home: Path) -> None:
    slow = Behaviour(answer="word " * 200, seconds_per_token=0.2, max_model_len=4_096)
    question = ("ask", "kitchen/dish: what is a potato?", "--pack", str(KITCHEN))
    with (
        serve(slow) as url,
        started(
            *question, home=home, POLYMATH_MODEL="openai:scripted", POLYMATH_MODEL_URL=url
        ) as process,
    ):
        wait_for(lambda: slow.requests, process)
        time.sleep(0.3)
        interrupted(process)
        assert slow.left_early.wait(10)


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["worth-*.json", "router-*.safetensors", "*.*.*/*"])
def test_ctrl_c_while_building_ends_with_130_and_the_next_ask_works(home: Path, sign: str) -> None:
    with started(*BUNDLED, home=home) as process:
        wait_for(lambda: list((home / "index").glob(sign)), process)
        interrupted(process)
    assert read_answer(polymath(*BUNDLED, home=home).stdout.decode())["method"] == "curated"


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["worth-*.json", "router-*.safetensors", "*.*.*/*"])
def test_kill_while_building_leaves_what_the_next_ask_can_use(home: Path, sign: str) -> None:
    with started(*BUNDLED, home=home) as process:
        wait_for(lambda: list((home / "index").glob(sign)), process)
        process.kill()
    done = polymath(*BUNDLED, home=home)
    assert sentences(done.stderr) == []
    assert read_answer(done.stdout.decode())["method"] == "curated"


@pytest.mark.slow
def test_two_processes_may_build_at_once(home: Path) -> None:
    with started(*BUNDLED, home=home) as one, started(*BUNDLED, home=home) as other:
        answers = [process.communicate(timeout=240) for process in (one, other)]
    for out, err in answers:
        assert sentences(err) == []
        assert read_answer(out.decode())["method"] == "curated"


@pytest.mark.slow
def test_broken_pack_is_warned_of_and_the_others_answer(home: Path) -> None:
    folder = home / "packs" / "legal" / "1.0.0-0123456789ab"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text("name: [")
    pointers = {"legal": {"folder": "legal/1.0.0-0123456789ab", "origin": "x"}}
    (home / "packs" / "active.json").write_text(json.dumps(pointers))
    done = polymath(*BUNDLED, home=home)
    assert done.returncode == 0
    [warning] = sentences(done.stderr)
    assert warning.startswith("warning: The pack '")
    assert read_answer(done.stdout.decode())["pack"] == "technical"
