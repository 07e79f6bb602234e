"""docs/pack-format.md and docs/writing-a-pack.md say what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from domain_packs import limits
from domain_packs.check import (
    CHECKS,
    check_pack,
    expired,
    label_balance,
    long_example,
    output_length,
    prompt_budget,
    similarity,
    template,
)
from domain_packs.files import list_files
from domain_packs.findings import ReaderKind
from domain_packs.manifests import (
    AdapterManifest,
    Example,
    Kind,
    Label,
    Method,
    Metric,
    PackManifest,
    Policy,
    Question,
    RedFlag,
    TaskManifest,
)
from domain_packs.reader import read_pack
from retrievers.embedder import Embedder
from tests.checking import tools_with

DOCS = Path(__file__).parents[2] / "docs"
FORMAT = (DOCS / "pack-format.md").read_text(encoding="utf-8")
WRITING = (DOCS / "writing-a-pack.md").read_text(encoding="utf-8")


def kinds_in(text: str) -> set[str]:
    """The first cells of the tables whose head is `kind`."""
    tables = re.findall(r"^\| kind \|.*\n\|.*\n((?:\|.*\n)+)", text, flags=re.MULTILINE)
    return {row.split("`")[1] for table in tables for row in table.splitlines()}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The example pack of the page, as files."""
    parts = re.findall(
        r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", FORMAT, flags=re.MULTILINE | re.DOTALL
    )
    for path, text in parts:
        (tmp_path / "office" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "office" / path).write_text(text, encoding="utf-8")
    return tmp_path / "office"


def test_example_pack_of_the_page_has_no_finding(office: Path, embedder: Embedder) -> None:
    pack, findings = read_pack(office)
    assert pack is not None and not findings
    assert len(pack.tasks["which-desk"].examples) == 6
    assert list(check_pack(pack, tools_with(embedder))) == []


@pytest.mark.parametrize(
    "model",
    [PackManifest, Policy, RedFlag, TaskManifest, Label, Example, Question, AdapterManifest],
)
def test_every_key_of_the_format_is_on_the_page(model: type[BaseModel]) -> None:
    assert [key for key in model.model_fields if f"`{key}`" not in FORMAT] == []


@pytest.mark.parametrize("values", [Kind, Metric, Method], ids=["kind", "metric", "method"])
def test_every_value_of_a_key_is_on_the_page(values: object) -> None:
    assert [value for value in get_args(values) if f"`{value}`" not in FORMAT] == []


def test_every_key_on_the_page_is_in_the_format() -> None:
    models = (
        PackManifest,
        Policy,
        RedFlag,
        TaskManifest,
        Label,
        Example,
        Question,
        AdapterManifest,
    )
    known = {key for model in models for key in model.model_fields}
    tables = re.findall(r"^\| key \|.*\n\|.*\n((?:\|.*\n)+)", FORMAT, flags=re.MULTILINE)
    cells = [row.split("|")[1] for table in tables for row in table.splitlines()]
    assert {key for cell in cells for key in re.findall(r"`(\w+)`", cell)} <= known


def test_every_file_on_the_page_is_allowed(tmp_path: Path) -> None:
    table = re.search(r"^\| path \|.*\n\|.*\n((?:\|.*\n)+)", FORMAT, flags=re.MULTILINE)
    assert table is not None
    folder = ""
    for path in re.findall(
        r"`([\w./]+)`", " ".join(r.split("|")[1] for r in table[1].splitlines())
    ):
        place = path.replace("NAME", "a")
        folder = str(Path(place).parent) if "/" in place else folder
        place = f"{folder}/{place}" if place.startswith("adapter_") else place
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).touch()
    files, findings = list_files(tmp_path)
    assert not findings and len(files) == 16


def test_limits_on_the_page_are_those_in_force() -> None:
    said = {
        f"{limits.PACK_BYTES // limits.MIB:,} MiB",
        f"{limits.FILES:,} files",
        f"{limits.FILE_BYTES // limits.MIB} MiB",
        f"{limits.YAML_BYTES // limits.KIB} KiB",
        f"{limits.YAML_DEPTH} levels",
        f"{limits.JSONL_BYTES // limits.MIB} MiB",
        f"{limits.ROWS:,} rows of {limits.ROW_BYTES // limits.KIB} KiB",
        f"{limits.TEXT_BYTES // limits.MIB} MiB",
    }
    assert [limit for limit in said if limit not in FORMAT] == []


def test_kinds_of_the_reader_are_those_on_the_page() -> None:
    assert kinds_in(FORMAT) == set(get_args(ReaderKind))


def test_kinds_of_the_check_are_those_on_the_page() -> None:
    assert kinds_in(WRITING) == {check.KIND for check in CHECKS}


def test_figures_of_the_check_are_those_in_force() -> None:
    said = {
        f"less than {label_balance.LEAST} or more than {label_balance.MOST} times",
        f"share {similarity.NEAR:.0%}".replace("%", " %"),
        f"{similarity.COMPARED:,} rows",
        f"{prompt_budget.BUDGET:,} tokens",
        f"{expired.SOON.days} days",
        {4: "four or more examples"}[template.ROWS],
        {10: "ten times as many tokens"}[long_example.TIMES],
        {6: "six times as long"}[output_length.TIMES],
    }
    assert [figure for figure in said if figure not in WRITING] == []
