"""The check advises on packs that the reader refuses, too: whatever is in their files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain_packs.check import check_pack
from domain_packs.check.tools import Tools
from domain_packs.reader import read_pack
from domain_packs.text import control_character
from tests.checking import blind_tools
from tests.packs import KITCHEN, copy_kitchen, edit_row, edit_yaml, write_rows

FILES = sorted(str(path.relative_to(KITCHEN)) for path in KITCHEN.rglob("*") if path.is_file())
PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [
            b"",
            b"\n",
            b"\r",
            b"\x00",
            b"{",
            b'"',
            b"[",
            b": ",
            b"- ",
            b"&a ",
            b"*a",
            b"\xff",
            b"null",
        ]
    ),
    st.sampled_from(["\u202e", "\u2028", "\ufeff", "한", "```"]).map(str.encode),
)


@given(
    path=st.sampled_from(FILES),
    place=st.floats(0, 1),
    cut=st.integers(0, 40),
    piece=PIECES,
)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_whatever_a_file_holds_is_a_pack_or_findings(
    path: str, place: float, cut: int, piece: bytes
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        damaged = Path(shutil.copytree(KITCHEN, Path(folder, "kitchen")))
        content = (damaged / path).read_bytes()
        start = int(place * len(content))
        (damaged / path).write_bytes(content[:start] + piece + content[start + cut :])
        pack, findings = read_pack(damaged)
        if pack is not None:
            findings += check_pack(pack, blind_tools())
    assert pack is not None or findings
    assert not [found for found in findings if control_character(str(found))]


def no_rows(folder: Path) -> None:
    for path in folder.rglob("*.jsonl"):
        path.write_text("")


def no_labels(folder: Path) -> None:
    edit_yaml(folder / "tasks/complaint/task.yaml", labels=None)


def colliding_ids(folder: Path) -> None:
    edit_row(folder / "tasks/dish/test.jsonl", 1, id="d-01", input="laksa", output="laksa")


def one_row_each(folder: Path) -> None:
    for path in folder.rglob("examples.jsonl"):
        write_rows(path, [{"id": "a", "input": "?", "output": "food"}])


@pytest.mark.parametrize("damage", [no_rows, no_labels, colliding_ids, one_row_each])
def test_advice_is_given_beside_errors(damage: object, tmp_path: Path, tools: Tools) -> None:
    folder = copy_kitchen(tmp_path / "kitchen")
    assert callable(damage)
    damage(folder)
    pack, findings = read_pack(folder)
    assert pack is not None and (findings or damage is one_row_each)
    assert all(found.level == "advice" for found in check_pack(pack, tools))
