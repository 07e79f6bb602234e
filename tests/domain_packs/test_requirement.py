from __future__ import annotations

import pytest

from domain_packs.requirement import unmet


@pytest.mark.parametrize(
    ("requirement", "installed", "met"),
    [
        (None, "0.1.0", True),
        ("polymath>=0.1", "0.1.0", True),
        ("polymath >= 0.2, < 1", "0.5", True),
        ("polymath>=0.2,<1", "1.0", False),
        ("polymath>=0.2", "0.1.9", False),
        ("polymath~=1.2", "1.9", True),
        ("polymath==0.1", "0.1.1", False),
        ("polymath>=0.1", "0.2.0.dev1", True),
    ],
)
def test_requirement_is_compared_with_the_version(
    requirement: str | None, installed: str, met: bool
) -> None:
    assert (unmet(requirement, installed=installed) is None) == met


def test_message_names_both() -> None:
    assert unmet("polymath>=2", installed="1.0") == (
        "The pack requires polymath>=2; this is Polymath 1.0."
    )
