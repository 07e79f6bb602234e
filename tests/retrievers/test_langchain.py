import asyncio

import pytest
from langchain_core.prompts import (
    ChatPromptTemplate,
    FewShotChatMessagePromptTemplate,
    FewShotPromptTemplate,
    PromptTemplate,
)

from domain_packs.pack import Pack, Task
from retrievers.embedder import HashedEmbedder
from retrievers.errors import SelectorInputError
from retrievers.langchain import TaskExampleSelector
from retrievers.memory import MemoryIndexes
from tests.packs import make_pack, make_task


@pytest.fixture
def selector(pack: Pack, task: Task, hashed: HashedEmbedder) -> TaskExampleSelector:
    return TaskExampleSelector(MemoryIndexes().build(pack, task, hashed), hashed, k=3)


QUESTION = "The tenant pays the rent monthly."


def test_examples_are_dictionaries_with_the_nearest_last(selector: TaskExampleSelector) -> None:
    examples = selector.select_examples({"input": QUESTION})

    assert len(examples) == 3
    assert examples[-1]["input"] == QUESTION
    assert examples[-1]["output"] == "payment"
    assert examples[-1]["metadata"]["score"] == pytest.approx(1.0, abs=1e-5)
    assert examples[-1]["metadata"]["reason"]


def test_asynchronous_choice_is_the_same(selector: TaskExampleSelector) -> None:
    assert asyncio.run(selector.aselect_examples({"input": QUESTION})) == selector.select_examples(
        {"input": QUESTION}
    )


def test_prompt_template_takes_the_selector(selector: TaskExampleSelector) -> None:
    template = FewShotPromptTemplate(
        example_selector=selector,
        example_prompt=PromptTemplate.from_template("{input} -> {output}"),
        suffix="{input} ->",
        input_variables=["input"],
    )

    text = template.format(input=QUESTION)

    assert text.endswith(f"{QUESTION} -> payment\n\n{QUESTION} ->")


def test_chat_template_takes_outputs_with_braces(hashed: HashedEmbedder) -> None:
    task = make_task("fields", kind="extraction", examples=[("Rent: 5", '{"rent": "{5}"}')])
    index = MemoryIndexes().build(make_pack(task), task, hashed)
    example = ChatPromptTemplate.from_messages([("human", "{input}"), ("ai", "{output}")])
    template = FewShotChatMessagePromptTemplate(
        example_selector=TaskExampleSelector(index, hashed, k=1),
        example_prompt=example,
        input_variables=["input"],
    )

    messages = template.format_messages(input="Rent: 7")

    assert [message.content for message in messages] == ["Rent: 5", '{"rent": "{5}"}']


def test_other_variable_can_be_the_question(pack: Pack, task: Task, hashed: HashedEmbedder) -> None:
    index = MemoryIndexes().build(pack, task, hashed)
    selector = TaskExampleSelector(index, hashed, k=1, input_key="clause")

    assert selector.select_examples({"clause": QUESTION, "tone": "dry"})[0]["input"] == QUESTION


@pytest.mark.parametrize("given", [{}, {"text": "rent"}, {"input": " "}])
def test_missing_question_is_refused_with_a_remedy(
    selector: TaskExampleSelector, given: dict[str, str]
) -> None:
    with pytest.raises(SelectorInputError, match="input_key"):
        selector.select_examples(given)


def test_added_example_is_chosen_by_this_selector_alone(
    selector: TaskExampleSelector, hashed: HashedEmbedder
) -> None:
    other = TaskExampleSelector(selector.index, hashed, k=3)

    ids = [selector.add_example({"input": f"Pets cost {n}.", "output": "payment"}) for n in (5, 6)]

    assert len(set(ids)) == 2
    chosen = selector.select_examples({"input": "Pets cost 5."})
    assert chosen[-1]["metadata"]["id"] == ids[0]
    assert other.select_examples({"input": "Pets cost 5."})[-1]["metadata"]["id"] not in ids


def test_words_alone_need_no_embedding(pack: Pack, task: Task, hashed: HashedEmbedder) -> None:
    class Untouchable(HashedEmbedder):
        def embed(self, texts: object) -> None:  # type: ignore[override]
            raise AssertionError("nothing should be embedded")

    index = MemoryIndexes().build(pack, task, hashed)
    selector = TaskExampleSelector(index, Untouchable(64), k=1, dense_weight=0.0)

    assert selector.select_examples({"input": QUESTION})[0]["input"] == QUESTION
