"""`polymath packs new` on a terminal: it asks."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from domain_packs.reader import read_pack

ANSWERS = ["Leave and pay", "sort-request", "classification", "leave, pay", "", "Ann", "", "en, ko"]


def test_on_a_terminal_it_asks_for_what_was_not_given(tmp_path: Path) -> None:
    terminal, stdin = pty.openpty()
    command = [sys.executable, "-m", "bot", "packs", "new", "hr", "--folder", str(tmp_path / "hr")]
    with subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE) as process:
        os.write(terminal, "".join(f"{answer}\n" for answer in ANSWERS).encode())
        printed, _ = process.communicate(timeout=60)
    os.close(stdin)
    os.close(terminal)
    assert process.returncode == 0, printed
    pack, findings = read_pack(tmp_path / "hr")
    assert pack is not None and len(findings) == 1
    assert (pack.manifest.title, pack.manifest.authors) == ("Leave and pay", ["Ann"])
    assert (pack.manifest.licence, pack.manifest.languages) == ("CC-BY-4.0", ["en", "ko"])
    assert pack.tasks["sort-request"].labels == ("leave", "pay")
