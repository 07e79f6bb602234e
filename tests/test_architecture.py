"""The folders import one another in one direction only, and `import bot` stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "domain_packs": {"domain_packs"},
    "retrievers": {"retrievers", "domain_packs"},
    "finetune": {"finetune", "domain_packs", "retrievers"},
    "bot": {"bot", "domain_packs", "retrievers", "finetune"},
}
HEAVY = {"torch", "transformers", "chromadb", "slack_bolt", "sentence_transformers", "sklearn"}


def imported(path: Path) -> set[str]:
    """The top-level names that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_folder_imports_only_what_is_below_it(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    own = set(ALLOWED) | {"tests", "benchmarks"}
    wrong = {
        str(path): names for path in files if (names := (imported(path) & own) - ALLOWED[folder])
    }
    assert files and not wrong


def test_only_settings_read_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for folder in ALLOWED
        for path in (ROOT / folder).rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8")
        or "os.getenv" in path.read_text(encoding="utf-8")
    ]
    assert readers == ["bot/settings.py"]


@pytest.mark.parametrize(
    "code",
    ["import bot", "from bot.terminal.app import run; run(['--help'])"],
    ids=["import", "help"],
)
def test_starting_loads_nothing_heavy(code: str) -> None:
    code = f"{code}\nimport sys; print(sorted(set(sys.modules) & {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


@pytest.mark.parametrize("folder", [*ALLOWED, "tests", "benchmarks"])
def test_files_and_functions_stay_short(folder: str) -> None:
    longest, function = (400, 80) if folder in ("tests", "benchmarks") else (250, 50)
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > longest and path.name not in EXCEPTIONS:
            found.append(f"{path}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > function:
                    found.append(f"{path}:{node.lineno} {node.name}: {size} lines")
    assert not found


#: Longer than a file should be, and why.
EXCEPTIONS = {"pairs.py": "one table of sentences in thirteen languages"}
