"""Whether this Polymath is one that a pack asks for (`requires` in pack.yaml)."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from packaging.specifiers import SpecifierSet


def unmet(requirement: str | None, *, installed: str | None = None) -> str | None:
    """What to tell where `requirement` ("polymath>=0.1") isn't met; None where it is.

    `installed` is by default the version of the installed package; a checkout that was never
    installed has none and meets everything.
    """
    found = installed or _installed()
    if requirement is None or found is None:
        return None
    wanted = SpecifierSet(requirement.removeprefix("polymath"))
    if wanted.contains(found, prereleases=True):
        return None
    return f"The pack requires {requirement}; this is Polymath {found}."


def _installed() -> str | None:
    try:
        return version("polymath")
    except PackageNotFoundError:
        return None
