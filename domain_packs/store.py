"""The store of installed packs: those that come with Polymath, and those in POLYMATH_HOME/packs.

A pack that is added lies in packs/NAME/VERSION-DIGEST12/ and is never written to again;
packs/active.json says which one of each name answers. An added pack stands before a bundled one of
its name.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from domain_packs.errors import PackError, PackNotFoundError, PolymathError
from domain_packs.fields import NAME
from domain_packs.files import open_file
from domain_packs.pack import Pack
from domain_packs.reader import load_pack

#: The folders of the packs that come with Polymath.
BUNDLED = Path(__file__).parent
_PLACE = re.compile(rf"{NAME}/[0-9A-Za-z.+-]+-[0-9a-f]{{12}}")


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
        """The folder of a pack: of the active pack of that name, or `name` where it is a folder.

        Raises `PackNotFoundError`.
        """
        active = self.active()
        for installed in active:
            if installed.name == name:
                return installed.folder
        if os.path.isdir(name):
            return Path(name)
        names = ", ".join(installed.name for installed in active) or "none"
        raise PackNotFoundError(
            f"There is no pack {name!r}.", f"Installed: {names}. A folder's path works too."
        )

    def add(self, folder: Path, *, origin: str) -> Pack:
        """Copies a pack into the store and makes it the one that answers, in one step each.

        Raises `PackError` where it isn't sound, `StoreError` where it can't be written; nothing
        changes then.
        """
        pack = load_pack(folder)
        place = f"{pack.name}/{pack.version}-{pack.digest[:12]}"
        target = self.folder / place
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock"):
                if not target.exists():
                    self._copy(pack, target)
                pointers = self._pointers()
                pointers[pack.name] = {"folder": place, "origin": origin}
                self._point(pointers)
        except OSError as error:
            raise StoreError(
                f"The pack can't be stored: {error.strerror or error}.",
                "Check disk space and permissions.",
            ) from error
        return load_pack(target)

    def _copy(self, pack: Pack, target: Path) -> None:
        """Copies the files that were read and no others, and reads the copy before it counts."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".staging-") as staging:
            copy = Path(staging, "pack")
            for path in pack.files:
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                with open_file(pack.folder, path) as source, (copy / path).open("wb") as file:
                    shutil.copyfileobj(source, file)
                    file.flush()
                    os.fsync(file.fileno())
            if load_pack(copy).digest != pack.digest:
                raise StoreError(
                    f"The pack {str(pack.folder)!r} changed while it was copied.", "Try again."
                )
            os.rename(copy, target)

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
            return {name: _pointer(entry) for name, entry in found.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                f"{path} is broken ({type(error).__name__}).",
                "Restore it, or remove it to use the bundled packs.",
            ) from error

    def __iter__(self) -> Iterator[Installed]:
        return iter(self.active())


def _pointer(entry: dict[str, str]) -> dict[str, str]:
    """One entry of active.json. Raises `ValueError` for a folder that the store didn't name."""
    if not _PLACE.fullmatch(entry["folder"]):
        raise ValueError(entry["folder"])
    return {"folder": entry["folder"], "origin": str(entry["origin"])}
