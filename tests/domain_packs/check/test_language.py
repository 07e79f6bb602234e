from __future__ import annotations

from dataclasses import replace

import pytest

from domain_packs.check import language
from domain_packs.check.tools import Tools
from tests.packs import make_pack, make_task

ENGLISH = "The woman at the door told us to leave because of the pushchair, in front of everyone."
GERMAN = "Wir haben eine Dreiviertelstunde gewartet, bis überhaupt jemand an unseren Tisch kam."
KOREAN = "직원이 주문을 받으면서 계속 휴대폰만 보고 있어서 기분이 나빴습니다."
INDONESIAN = "Pesanan saya belum sampai juga padahal sudah seminggu, tolong segera dicek ya admin."


def said(tools: Tools, tag: str | None, text: str, answer: str = "An answer.") -> list[str]:
    row = {"id": "r", "input": text, "output": answer}
    task = make_task(examples=[row | ({"language": tag} if tag else {})], languages=["en"])
    pack = make_pack(task, languages=["en", "ko", "de", "id", "ms"])
    return [found.message for found in language.check(pack, tools)]


@pytest.mark.parametrize(
    ("tag", "text"),
    [("ko", ENGLISH), ("de", ENGLISH), ("en", GERMAN), ("en", KOREAN), ("ko", GERMAN)],
)
def test_text_in_another_language_than_its_tag_is_named(tools: Tools, tag: str, text: str) -> None:
    answer = {"en": "좋아요", "ko": "Gut.", "de": "좋아요"}[tag]
    assert f"tagged {tag!r}, but reads like" in said(tools, tag, text, answer)[0]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", ENGLISH),
        ("de", GERMAN),
        ("ko", KOREAN),
        ("ko", "Cold soup again."),
        ("ko", f"이게 무슨 뜻인가요?\n{ENGLISH}"),
        ("ko", "import hashlib\n\ndef checksum(text):\n    return hashlib.sha256(text).digest()"),
        ("ko", "```\n" + ENGLISH + "\n```"),
        ("ko", "2024-01-01 ERROR upstream_closed(connection=3) while reading header=[x]\n" * 3),
        ("ms", INDONESIAN),
        (None, ENGLISH),
    ],
    ids=["right", "right-de", "right-ko", "short", "mixed", "code", "fenced", "log", "ms", "none"],
)
def test_what_is_right_or_can_not_be_judged_is_left_alone(
    tools: Tools, tag: str | None, text: str
) -> None:
    assert said(tools, tag, text) == []


def test_row_is_fine_where_its_output_is_in_its_language(tools: Tools) -> None:
    assert said(tools, "ko", ENGLISH, answer="유모차 때문에 나가라는 말을 들었습니다.") == []


def test_language_that_the_detector_does_not_know_is_left_alone(tools: Tools) -> None:
    knows_little = replace(tools, detectable=frozenset({"en", "de"}))
    assert said(knows_little, "ko", ENGLISH) == []


def test_without_a_detector_only_tags_are_compared(tools: Tools) -> None:
    blind = replace(tools, detect_language=None)
    assert said(blind, "de", ENGLISH) == []
    assert "isn't among the pack's languages" in said(blind, "fr", ENGLISH)[0]


def test_region_of_a_tag_does_not_matter(tools: Tools) -> None:
    assert said(tools, "en-GB", ENGLISH) == []


def test_question_in_scope_must_be_in_a_language_of_the_pack(tools: Tools) -> None:
    row = {"question": "Quoi ?", "language": "fr"}
    rows = [row | {"id": "q-1", "task": "task"}, row | {"id": "q-2", "task": None}]
    pack = make_pack(make_task(), questions=rows)
    assert [found.line for found in language.check(pack, tools)] == [1]
