"""The store of installed packs: the packs that come with Polymath, and those in POLYMATH_HOME/packs.

A pack that is added lies in packs/NAME/VERSION-DIGEST12/ and is never written to again; packs/active.json says which
one of each name answers. An added pack stands before a bundled one of its name.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from domain_packs.errors import PackError, PackNotFoundError, PolymathError
from domain_packs.pack import Pack
from domain_packs.reader import load_pack

#: The folders of the packs that come with Polymath.
BUNDLED = Path(__file__).parent


class StoreError(PolymathError):
    """The store can't be read or written."""

    kind = "storage"


@dataclass(frozen=True)
class Installed:
    """One pack in the store: where it lies and where it came from ("bundled" or a source)."""

    name: str
    folder: Path
    origin: str


class PackStore:
    """The packs of one POLYMATH_HOME."""

    def __init__(self, home: Path, *, bundled: Path = BUNDLED) -> None:
        self.folder = home / "packs"
        self.bundled = bundled

    def active(self) -> list[Installed]:
        """The packs that answer, by name. Raises `StoreError` where active.json is broken."""
        found = {
            path.parent.name: Installed(path.parent.name, path.parent, "bundled")
            for path in self.bundled.glob("*/pack.yaml")
        }
        for name, entry in self._pointers().items():
            found[name] = Installed(name, self.folder / entry["folder"], entry["origin"])
        return [found[name] for name in sorted(found)]

    def load(self) -> tuple[list[Pack], list[PackError]]:
        """Reads the active packs: those that can be used, and what is wrong with the others."""
        packs: list[Pack] = []
        broken: list[PackError] = []
        for installed in self.active():
            try:
                packs.append(load_pack(installed.folder))
            except PackError as error:
                broken.append(error)
        return packs, broken

    def find(self, name: str) -> Path:
        """The folder of a pack: of the active pack of that name, or `name` itself where it is a folder.

        Raises `PackNotFoundError`.
        """
        for installed in self.active():
            if installed.name == name:
                return installed.folder
        if Path(name, "pack.yaml").is_file():
            return Path(name)
        names = ", ".join(installed.name for installed in self.active()) or "none"
        raise PackNotFoundError(
            f"There is no pack {name!r}.", f"Installed: {names}. A folder's path works too."
        )

    def add(self, folder: Path, *, origin: str) -> Pack:
        """Copies a pack into the store and makes it the one that answers, in one step each.

        Raises `PackError` where it isn't sound, `StoreError` where it can't be written; nothing changes then.
        """
        pack = load_pack(folder)
        place = f"{pack.name}/{pack.version}-{pack.digest[:12]}"
        target = self.folder / place
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock"):
                if not target.exists():
                    self._copy(folder, target)
                pointers = self._pointers()
                pointers[pack.name] = {"folder": place, "origin": origin}
                self._point(pointers)
        except OSError as error:
            raise StoreError(
                f"The pack can't be stored: {error.strerror}.", "Check disk space and permissions."
            ) from error
        return load_pack(target)

    def _copy(self, folder: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".staging-") as staging:
            shutil.copytree(folder, Path(staging, "pack"))
            os.rename(Path(staging, "pack"), target)

    def _point(self, pointers: dict[str, dict[str, str]]) -> None:
        temporary = self.folder / ".active.json"
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(pointers, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self.folder / "active.json")

    def _pointers(self) -> dict[str, dict[str, str]]:
        path = self.folder / "active.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return {
                name: {"folder": entry["folder"], "origin": entry["origin"]}
                for name, entry in found.items()
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                f"{path} is broken ({type(error).__name__}).",
                "Restore it, or remove it to use the bundled packs.",
            ) from error

    def __iter__(self) -> Iterator[Installed]:
        return iter(self.active())
