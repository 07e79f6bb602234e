from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from domain_packs import limits
from domain_packs.files import digest, list_files, open_file, read_file
from tests.packs import copy_kitchen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_kitchen(tmp_path / "kitchen")


def kinds_of(folder: Path) -> dict[str, str]:
    return {finding.file: finding.kind for finding in list_files(folder)[1]}


def test_good_pack_lists_its_files_with_their_sizes(folder: Path) -> None:
    files, findings = list_files(folder)
    assert not findings
    assert files["pack.yaml"] == (folder / "pack.yaml").stat().st_size
    assert list(files) == sorted(files) and "tasks/booking/examples.jsonl" in files


@pytest.mark.parametrize(
    "path",
    [
        "setup.py",
        ".env",
        "polymath.yaml",
        "readme.md",
        "pack.yml",
        "tokenizer.json",
        "tasks/notes.txt",
        "tasks/booking/train.jsonl",
        "tasks/booking/examples.jsonl.bak",
        "tasks/booking/deep/task.yaml",
        "tasks/Booking/task.yaml",
        "tasks/boo king/task.yaml",
        "tasks/booking\n/task.yaml",
        "adapters/a/adapter_model.bin",
        "adapters/a/tokenizer.json",
        "adapters/adapter.yaml",
        "__pycache__/x.pyc",
        ".git/config",
        "pack.yaml\n",
        "pack\u202eyaml",
        "CON",
    ],
)
def test_path_outside_the_format_is_refused(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text("x")
    files, findings = list_files(folder)
    assert [finding.kind for finding in findings] == ["foreign-file"]
    assert path not in files and findings[0].file.isascii() and findings[0].file.isprintable()


def test_name_that_is_no_text_is_shown_escaped(folder: Path) -> None:
    os.close(os.open(os.fsencode(folder) + b"/\xff\x1b[31m", os.O_CREAT | os.O_WRONLY))
    assert kinds_of(folder) == {r"\udcff\x1b[31m": "foreign-file"}


@pytest.mark.parametrize("target", ["/etc/passwd", "pack.yaml", "missing"])
def test_link_is_refused_wherever_it_points(folder: Path, target: str) -> None:
    (folder / "SHA256SUMS").symlink_to(target)
    assert kinds_of(folder) == {"SHA256SUMS": "link"}


def test_linked_folder_is_refused_and_not_entered(folder: Path, tmp_path: Path) -> None:
    copy_kitchen(tmp_path / "other")
    (folder / "adapters").symlink_to(tmp_path / "other" / "tasks", target_is_directory=True)
    assert kinds_of(folder) == {"adapters": "link"}


def test_pipe_and_socket_are_refused_without_waiting(folder: Path) -> None:
    os.mkfifo(folder / "SHA256SUMS")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "pack.sig"))
        assert kinds_of(folder) == {"SHA256SUMS": "foreign-file", "pack.sig": "foreign-file"}


def test_pipe_that_took_a_listed_files_place_is_not_waited_for(folder: Path) -> None:
    files, _ = list_files(folder)
    (folder / "LICENSE").unlink()
    os.mkfifo(folder / "LICENSE")
    with pytest.raises(OSError, match="regular"):
        open_file(folder, "LICENSE")
    with pytest.raises(OSError, match="regular"):
        digest(folder, files)


def test_link_that_took_a_listed_files_place_is_not_followed(folder: Path) -> None:
    (folder / "LICENSE").unlink()
    (folder / "LICENSE").symlink_to("/etc/passwd")
    with pytest.raises(OSError):
        open_file(folder, "LICENSE")


def test_file_that_grew_since_it_was_listed_is_refused(folder: Path) -> None:
    files, _ = list_files(folder)
    (folder / "LICENSE").write_text("x" * 500)
    with pytest.raises(OSError, match="changed"):
        read_file(folder, "LICENSE", files["LICENSE"])


@pytest.mark.parametrize(
    ("path", "largest"),
    [
        ("pack.yaml", limits.YAML_BYTES),
        ("tasks/booking/task.yaml", limits.YAML_BYTES),
        ("adapters/a/adapter_config.json", limits.YAML_BYTES),
        ("README.md", limits.TEXT_BYTES),
        ("scorecard.json", limits.TEXT_BYTES),
        ("questions.jsonl", limits.JSONL_BYTES),
        ("adapters/a/adapter_model.safetensors", limits.FILE_BYTES),
    ],
)
def test_file_over_its_limit_is_refused(folder: Path, path: str, largest: int) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    with (folder / path).open("wb") as file:
        file.truncate(largest)
    assert not list_files(folder)[1]
    with (folder / path).open("wb") as file:
        file.truncate(largest + 1)
    assert kinds_of(folder) == {path: "too-large"}


def test_too_many_files_end_the_listing(folder: Path) -> None:
    for number in range(limits.FILES + 10):
        (folder / "tasks" / f"t{number}.txt").touch()
    findings = list_files(folder)[1]
    assert findings[-1].kind == "too-large" and len(findings) <= limits.FILES + 2


def test_pack_over_its_limit_is_refused(folder: Path) -> None:
    for name in ("a", "b", "c"):
        (folder / "adapters" / name).mkdir(parents=True)
        with (folder / "adapters" / name / "adapter_model.safetensors").open("wb") as file:
            file.truncate(limits.FILE_BYTES)
    assert kinds_of(folder) == {"pack.yaml": "too-large"}


def test_digest_is_the_sha256_of_paths_sizes_and_contents(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_bytes(b"free")
    line = f"LICENSE\0004\0{hashlib.sha256(b'free').hexdigest()}\n"
    assert digest(tmp_path, {"LICENSE": 4}) == hashlib.sha256(line.encode()).hexdigest()


def test_digest_changes_with_every_byte_and_name(folder: Path) -> None:
    before = digest(folder, list_files(folder)[0])
    (folder / "LICENSE").rename(folder / "SHA256SUMS")
    renamed = digest(folder, list_files(folder)[0])
    (folder / "SHA256SUMS").write_text("other")
    assert len({before, renamed, digest(folder, list_files(folder)[0])}) == 3
