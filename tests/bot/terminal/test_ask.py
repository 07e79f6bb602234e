from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.terminal.app import run
from tests.bot.models.openai_server import Behaviour, serve
from tests.bot.terminal.asked import read_answer, read_error
from tests.bot.terminal.conftest import Ask
from tests.packs import KITCHEN, copy_kitchen, write_pack
from tests.retrievers.invented import LABELS, labelled_texts

SHAKSHUKA = "what is shakshuka?"
BAD = [
    (["--method", "guess"], "usage", 2, "There is no method 'guess'."),
    (["--shots", "9"], "usage", 2, "Invalid value for '--shots'"),
    (["--shots", "many"], "usage", 2, "Invalid value for '--shots'"),
    (["--jurisdiction", "korea"], "usage", 2, "'korea' is no jurisdiction."),
    (["--model", "gpt"], "usage", 2, "'gpt' names no model."),
    (["--nonsense"], "usage", 2, "No such option: --nonsense"),
    (["--file", "nowhere.txt"], "input", 1, "'nowhere.txt' can't be read"),
    (["--file", "program.exe"], "input", 1, "'program.exe' is of a type that can't be read."),
    (["--method", "prompted"], "model", 1, "No language model is set."),
    (["--task", "dish", "--method", "classified"], "policy", 1, "has no labels to tell apart."),
    (["--task", "nothing"], "pack", 1, "The pack 'kitchen' has no task 'nothing'."),
    (["--model", "local:/nowhere", "--method", "prompted"], "model", 1, "no model in '/nowhere'"),
    (["--model", "nobody:x", "--method", "prompted"], "usage", 2, "nobody"),
]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Behaviour]:
    """A language model that is set: a server on loopback."""
    behaviour = Behaviour(answer="A starchy tuber.", max_model_len=4_096)
    with serve(behaviour) as url:
        monkeypatch.setenv("POLYMATH_MODEL", "openai:scripted")
        monkeypatch.setenv("POLYMATH_MODEL_URL", url)
        yield behaviour


def test_answer_is_printed_with_what_it_rests_on(ask: Ask) -> None:
    status, lines, errors = ask(SHAKSHUKA)
    assert (status, errors) == (0, "")
    assert lines == [
        "Eggs poached in a spiced sauce of tomatoes and peppers, eaten from the pan across North"
        " Africa and Israel.",
        "— kitchen 1.0.0 · dish · from a curated example · not reviewed",
        "A pack for tests; nobody has reviewed it.",
        "",
    ]


def test_explain_shows_route_examples_and_timings(ask: Ask) -> None:
    _, lines, _ = ask(SHAKSHUKA, "--explain")
    text = "\n".join(lines)
    for part in ("1. you chose the pack kitchen", "d-01", "1.00", "it is the same",
                 "route ", "total ", "tokens: 0 prompt, 0 answer"):  # fmt: skip
        assert part in text


def test_curated_answer_in_json(ask: Ask) -> None:
    status, [line], errors = ask(SHAKSHUKA, "--json")
    found = read_answer(line)
    assert (status, errors) == (0, "")
    assert (found["method"], found["pack"], found["task"]) == ("curated", "kitchen", "dish")


def test_classified_answer_in_json(ask: Ask, tmp_path: Path) -> None:
    texts, labels = labelled_texts(90, seed=1)
    examples = list(zip(texts, labels, strict=True))
    task = {"labels": list(LABELS), "asks": ["sort this part"], "examples": examples}
    folder = write_pack(tmp_path / "workshop", {"part": task}, name="workshop")
    question = f"workshop/part: {labelled_texts(1, seed=9)[0][0]}"
    _, [line], _ = ask(question, "--json", pack=str(folder))
    found = read_answer(line)
    assert (found["method"], found["label"], found["text"]) == ("classified", "apples", "apples")
    assert found["confidence"] > 0.5


def test_prompted_answer_in_json(ask: Ask, model: Behaviour) -> None:
    _, [line], _ = ask("what is a potato?", "--task", "dish", "--shots", "2", "--json")
    found = read_answer(line)
    assert (found["method"], found["text"]) == ("prompted", "A starchy tuber.")
    assert (found["model"], len(found["examples"])) == ("openai:scripted", 2)
    assert found["tokens"]["prompt"] > 0
    assert found["confidence"] is None


def test_abstention_in_json_is_an_answer(ask: Ask) -> None:
    status, [line], _ = ask("who won the football match last night?", "--json")
    found = read_answer(line)
    assert (status, found["method"], found["pack"]) == (0, "abstained", None)


def test_choices_in_json(ask: Ask) -> None:
    status, [line], _ = ask("kitchen: hmm 요", "--json")
    found = read_answer(line)
    assert (status, found["method"]) == (0, "abstained")
    if found["choices"]:
        assert {choice["pack"] for choice in found["choices"]} == {"kitchen"}


@pytest.mark.parametrize(
    ("options", "kind", "status", "message"), BAD, ids=[" ".join(case[0][:2]) for case in BAD]
)
def test_bad_option_is_one_sentence_with_the_remedy(
    ask: Ask, options: list[str], kind: str, status: int, message: str
) -> None:
    told, [line], errors = ask("what is a potato?", *options, "--json")
    error = read_error(line)
    assert (told, error["kind"], errors) == (status, kind, "")
    assert message in error["message"]
    told, lines, errors = ask("what is a potato?", *options)
    assert (told, lines) == (status, [])
    assert errors == f"polymath: {error['message']} {error['remedy']}\n"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "The question is empty."),
        ("x" * 100_000, "The question has 100,000 characters"),
        ("PK\x03\x04", "The question holds binary data (U+0003)."),
        ("kitchen/nothing: what is it", "The pack 'kitchen' has no task 'nothing'."),
    ],
    ids=["empty", "long", "binary", "unknown-task"],
)
def test_bad_question_is_one_sentence(ask: Ask, question: str, message: str) -> None:
    status, [line], _ = ask(question, "--json")
    error = read_error(line)
    assert (status, error["kind"]) == (1, "input")
    assert message in error["message"]


def test_task_without_pack_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "what is it", "--task", "dish"]) == 2
    assert capsys.readouterr().err == "polymath: --task needs --pack. Name the pack too.\n"


@pytest.mark.parametrize("damage", ["missing", "broken", "foreign"])
def test_folder_that_is_no_sound_pack_is_refused(ask: Ask, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "pack"
    if damage == "broken":
        copy_kitchen(folder)
        (folder / "tasks" / "dish" / "examples.jsonl").write_text("{]")
    elif damage == "foreign":
        folder.mkdir()
        (folder / "setup.py").write_text("raise SystemExit")
    status, [line], _ = ask(SHAKSHUKA, "--json", pack=str(folder))
    assert (status, read_error(line)["kind"]) == (1, "pack")


def test_lines_of_standard_input_are_answered_in_order(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [SHAKSHUKA, "", "kitchen/none: x", "x" * 50_000, "PK\0", "Ceviche, please explain"]
    given = "\n".join(texts).replace("PK", "PK\xff").encode("latin-1")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    status, lines, errors = ask("-", "--json")
    assert (status, errors) == (1, "")
    first, unknown, long, binary, last = lines
    assert read_answer(first)["examples"][0]["id"] == "d-01"
    assert [read_error(line)["kind"] for line in (unknown, long, binary)] == ["input"] * 3
    assert read_answer(last)["examples"][0]["id"] == "d-02"


def test_lines_without_json_tell_errors_on_stderr(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"kitchen/none: x\n")))
    status, lines, errors = ask("-")
    assert (status, lines) == (1, [])
    assert errors.startswith("polymath: The pack 'kitchen' has no task 'none'.")


def test_no_lines_are_no_error(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert ask("-", "--json") == (0, [], "")


def test_document_is_what_the_question_is_about(ask: Ask, document: Path) -> None:
    _, [line], _ = ask("sort this complaint", "--file", str(document), "--json")
    found = read_answer(line)
    assert found["task"] == "complaint"
    assert f"the file {document.name} is what you ask about" in found["route"]


def test_hostile_text_of_a_pack_steers_no_terminal(ask: Ask, tmp_path: Path) -> None:
    rows = [("what is an egg?", "[bold]oval[/bold] \u202e{0} %s"), ("what is a hen?", "a bird")]
    task = {"asks": ["what is it"], "examples": rows}
    folder = write_pack(tmp_path / "small", {"task": task})
    _, lines, _ = ask("small/task: what is an egg?", pack=str(folder))
    assert lines[0] == "[bold]oval[/bold] \\u202e{0} %s"


def test_kitchen_stays_as_it_was(ask: Ask) -> None:
    before = sorted(path.stat().st_mtime_ns for path in KITCHEN.rglob("*"))
    ask(SHAKSHUKA)
    assert sorted(path.stat().st_mtime_ns for path in KITCHEN.rglob("*")) == before


@pytest.mark.parametrize("embedder", ["/nowhere", "no body", "hashed-0", "nobody/nothing"])
def test_embedder_that_is_not_to_be_had_is_refused(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, embedder: str
) -> None:
    monkeypatch.setenv("POLYMATH_EMBEDDER", embedder)
    status, [line], _ = ask(SHAKSHUKA, "--json")
    error = read_error(line)
    assert (status, error["kind"]) == (1, "model")
    assert "POLYMATH_EMBEDDER" in error["remedy"]


def test_chroma_server_that_is_not_there_is_refused(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLYMATH_CHROMA_URL", "http://127.0.0.1:9")
    status, [line], _ = ask(SHAKSHUKA, "--json")
    error = read_error(line)
    assert (status, error["kind"]) == (1, "index")
    assert "http://127.0.0.1:9" in error["message"]


def test_unknown_setting_is_refused_with_the_nearest(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLYMATH_EMBEDER", "x")
    status, [line], _ = ask(SHAKSHUKA, "--json")
    error = read_error(line)
    assert (status, error["kind"]) == (2, "usage")
    assert error["remedy"] == "Did you mean POLYMATH_EMBEDDER?"
