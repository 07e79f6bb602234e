from __future__ import annotations

import pytest

from domain_packs.check import near_duplicate, template
from domain_packs.check.tools import Tools
from tests.packs import make_pack, make_task

NATURAL = [
    "We waited forty minutes before anyone so much as looked at our table.",
    "My steak was ordered rare, and what I got could have soled a boot.",
    "I phoned three times about a lost scarf and was hung up on each time.",
    "Please send a corrected receipt: the VAT number of our firm is missing.",
]
PAYING = [
    "Kim Co. shall pay Lee Ltd. the amount of USD 500 within thirty days of the invoice.",
    "Acme GmbH shall pay Borealis AS the amount of 12,000 euros within 14 days of the invoice.",
    "The Tenant shall pay the Landlord the amount of the rent within ten days of the invoice.",
    "Contoso shall pay Northwind Traders the amount of GBP 90 within 60 days of the invoice.",
]
KOREAN = [
    "국수가 너무 식어서 나와서 환불을 받고 싶습니다.",
    "스테이크가 너무 타서 나와서 환불을 받고 싶습니다.",
    "피자가 너무 늦게 나와서 환불을 받고 싶습니다.",
    "샐러드가 너무 적게 나와서 환불을 받고 싶습니다.",
]


def groups_of(texts: list[str], tools: Tools) -> list[list[int]]:
    task = make_task(examples=[(text, "an answer") for text in texts])
    return template.template_groups(task, tools)


@pytest.mark.parametrize("texts", [PAYING, KOREAN], ids=["english", "korean"])
def test_swapped_nouns_are_seen_among_other_rows(texts: list[str], tools: Tools) -> None:
    assert groups_of([*NATURAL, *texts], tools) == [[4, 5, 6, 7]]


def test_rows_written_one_by_one_share_no_skeleton(tools: Tools) -> None:
    assert groups_of(NATURAL, tools) == []


def test_three_that_begin_alike_are_no_template(tools: Tools) -> None:
    assert groups_of([*NATURAL, *PAYING[:3]], tools) == []


def test_short_questions_may_all_begin_alike(tools: Tools) -> None:
    dishes = ["laksa", "shakshuka", "moussaka", "ceviche", "injera", "tagine"]
    assert groups_of([f"What is {dish}?" for dish in dishes], tools) == []


def test_template_is_one_finding_and_not_many_duplicates(tools: Tools) -> None:
    twins = [f"The soup of day {number} was cold and far too salty for us." for number in range(6)]
    pack = make_pack(make_task(examples=[(text, "food") for text in [*NATURAL, *twins]]))
    assert [found.line for found in template.check(pack, tools)] == [5]
    assert list(near_duplicate.check(pack, tools)) == []
