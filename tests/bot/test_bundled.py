"""The packs that come with Polymath, end to end with the real embedder and no language model."""

from __future__ import annotations

import pytest

from bot.answering.core import Polymath, Wish
from bot.answering.question import read_question
from bot.answering.route import find_route
from bot.models.memory import scripted_model
from domain_packs.store import BUNDLED


def test_all_four_packs_answer(bundled: Polymath) -> None:
    assert list(bundled.library.packs) == ["legal", "medical", "multilingual", "technical"]
    assert bundled.library.broken == ()


@pytest.mark.parametrize(
    ("text", "target", "begins"),
    [
        ("what is idempotency?", "technical/explain-term", "An operation is idempotent"),
        ("idempotency", "technical/explain-term", "An operation is idempotent"),
        ("sildenafil with nitroglycerin?", "medical/drug-interaction", "contraindicated: "),
        ("can someone on GTN take Viagra?", "medical/drug-interaction", "contraindicated: "),
        ("viagra and nitrogycerin?", "medical/drug-interaction", "contraindicated: "),
        (
            "비아그라랑 니트로글리세린 같이 먹어도 되나요?",
            "medical/drug-interaction",
            "contraindicated: 두 약",
        ),
    ],
    ids=["term", "word-alone", "keys", "brand-names", "misspelt", "korean"],
)
def test_curated_example_answers(bundled: Polymath, text: str, target: str, begins: str) -> None:
    answer = bundled.ask(text)
    assert (answer.method, f"{answer.pack}/{answer.task}") == ("curated", target)
    assert answer.text.startswith(begins)
    assert not answer.reviewed
    assert answer.disclaimer


@pytest.mark.parametrize("pack", ["legal", "medical", "multilingual", "technical"])
def test_example_of_each_task_answers_for_itself(bundled: Polymath, pack: str) -> None:
    for name, task in bundled.library.packs[pack].tasks.items():
        row = task.examples[0]
        answer = bundled.ask(row.input, Wish(pack, name, jurisdiction=row.jurisdiction or "US"))
        assert (answer.method, answer.text) == ("curated", row.output), name


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "what kind of clause is this: This Agreement shall be governed by the laws of the"
            " State of New York.",
            "governing-law",
        ),
        (
            "what kind of clause is this: The Tenant shall pay the rent on the first day of each"
            " month in advance.",
            "payment",
        ),
    ],
    ids=["governing-law", "payment"],
)
def test_head_answers_what_it_is_sure_of(bundled: Polymath, text: str, label: str) -> None:
    answer = bundled.ask(text)
    assert (answer.method, answer.label) == ("classified", label)
    assert {used.output for used in answer.examples} == {label}


def test_head_that_promises_nothing_in_korean_still_says_the_likeliest_label(
    bundled: Polymath,
) -> None:
    answer = bundled.ask("이 조항은 어떤 종류인가요: 본 계약은 대한민국 법률에 따라 해석된다.")
    assert (answer.pack, answer.task, answer.language) == ("legal", "clause-type", "ko")
    assert answer.label == "governing-law" or "“governing-law”" in answer.text


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("which category is this error: connection refused by db:5432", "technical/error-category"),
        ("what does this customer want: please cancel my order", "multilingual/intent"),
        ("이 고객은 무엇을 원하나요: 어제 주문한 것을 취소하고 싶어요", "multilingual/intent"),
        ("put into plain words: indemnify and hold harmless", "legal/plain-words"),
        (
            "take drug and effect out of this report: A rash appeared two days after starting"
            " amoxicillin.",
            "medical/adverse-effect",
        ),
    ],
)
def test_question_goes_to_its_task(bundled: Polymath, text: str, target: str) -> None:
    question = read_question(text, tasks=bundled.library.tasks)
    assert find_route(question, bundled.library).target == target


@pytest.mark.parametrize(
    "text",
    ["what's the best pizza place in Rome?", "점심 뭐 먹을까요?", "write a poem about the sea",
     "how do I get to the airport from here?"],
)  # fmt: skip
def test_question_out_of_scope_is_abstained_from(bundled: Polymath, text: str) -> None:
    answer = bundled.ask(text)
    assert (answer.method, answer.pack, answer.examples) == ("abstained", None, ())
    for pack in bundled.library.packs.values():
        assert pack.manifest.title in answer.text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("i have chest pain and took aspirin", "119"),
        ("지금 가슴이 아파요", "119"),
        ("I want to die", "988"),
        ("she took an overdose of ibuprofen, what now", "1-800-222-1222"),
    ],
)
def test_red_flag_ends_the_matter(bundled: Polymath, text: str, number: str) -> None:
    answer = bundled.ask(text)
    assert (answer.method, answer.pack, answer.task) == ("abstained", "medical", None)
    assert number in answer.text


@pytest.mark.parametrize(
    "text",
    ["sildenafil and paracetamol?", "is sildenafil safe with warfarin?", "nitroglycerin alone?",
     "sildenafil with nitrofurantoin?", "비아그라랑 타이레놀 같이 먹어도 되나요?"],
)  # fmt: skip
def test_one_drug_away_is_never_answered(bundled: Polymath, text: str) -> None:
    answer = bundled.ask(text, Wish("medical", "drug-interaction"))
    assert answer.method == "abstained"
    assert answer.examples == ()


def test_prefix_chooses_pack_and_task(bundled: Polymath) -> None:
    law = "This Agreement shall be governed by the laws of the State of New York."
    answer = bundled.ask(f"legal/clause-type: {law}")
    assert (answer.pack, answer.task, answer.label) == ("legal", "clause-type", "governing-law")
    assert bundled.ask(f"legal: what kind of clause is this: {law}").task == "clause-type"


def test_medical_question_never_reaches_a_model_that_is_not_private(bundled: Polymath) -> None:
    def asked(messages: object) -> str:
        raise AssertionError("the model must not be asked")

    polymath = Polymath(bundled.library, model=lambda: scripted_model(asked, private=False))
    report = "medical/adverse-effect: Two days after amoxicillin she had a rash."
    answer = polymath.ask(report)
    assert answer.method == "abstained"
    assert answer.route[-1] == "the pack is sensitive and the model isn't private"


def test_pack_folders_are_data_alone() -> None:
    packs = [path.parent for path in BUNDLED.glob("*/pack.yaml")]
    kinds = {path.suffix for pack in packs for path in pack.rglob("*") if path.is_file()}
    assert kinds <= {".yaml", ".jsonl", ".md", ".json", ""}
