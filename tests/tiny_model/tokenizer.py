"""The tiny model's tokenizer: BPE over bytes; each piece of prompt.py's fixed text is one token."""

from __future__ import annotations

import random
from collections.abc import Iterable

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from domain_packs.pack import Example, Label, Task, TaskManifest
from domain_packs.prompt import File, Turn, build_prompt
from tests.tiny_model.episodes import draw_episode, pack_texts, read_words

VOCABULARY = 1_200
CONTEXT_TOKENS = 4_096
PAD, END, SYSTEM, USER, ASSISTANT = "<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{%- if message.role not in ('system', 'user', 'assistant') -%}"
    "{{- raise_exception('unknown role ' + message.role) -}}{%- endif -%}"
    "{{- '<|' + message.role + '|>' + message.content + '<|end|>' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}"
)


def fixed_pieces() -> list[str]:
    """The pieces of text that prompt.py puts between data, as it puts them, longest first."""
    mark = "\x1f"
    row = Example(id="1", input=mark, output=mark)
    pieces = {"\n```\n"}
    for kind, labels in (
        ("classification", [Label(name="a")]),
        ("qa", [Label(name="a")]),
        ("qa", []),
    ):
        manifest = TaskManifest(
            kind=kind,
            title="a",
            instruction=mark,
            labels=labels,
            metric="accuracy",
            languages=["en"],
        )
        prompt = build_prompt(
            Task("a", manifest),
            mark,
            [row] * 8,
            files=[File(mark, mark)],
            turns=[Turn(mark), Turn(mark, ours=True)],
            count_tokens=lambda messages: 0,
            budget=1,
        )
        pieces.add(prompt.messages[0].content)
        for piece in prompt.messages[1].content.replace("\na\n", f"\n{mark}\n").split(mark):
            pieces |= _lines(piece.removeprefix("\n```\n"))
    return sorted(pieces - {"\n", ""}, key=len, reverse=True)


def _lines(piece: str) -> set[str]:
    """The lines of a fixed piece; the fence line that opens data goes with the line before it."""
    found = piece.replace("\n```\n", "\0").splitlines(keepends=True)
    return {line.replace("\0", "\n```\n") for line in found}


def make_tokenizer(seed: int) -> PreTrainedTokenizerFast:
    """Trains the tokenizer on the example packs' texts and on drawn episodes."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = [PAD, END, SYSTEM, USER, ASSISTANT]
    pieces = fixed_pieces()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - len(pieces),
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(seed), trainer)
    tokenizer.add_tokens([AddedToken(piece, normalized=False) for piece in pieces])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        additional_special_tokens=[SYSTEM, USER, ASSISTANT],
        model_max_length=CONTEXT_TOKENS,
        clean_up_tokenization_spaces=False,
    )
    fast.chat_template = CHAT_TEMPLATE
    return fast


def _texts(seed: int) -> Iterable[str]:
    draw = random.Random(seed)
    words = read_words().known
    yield from pack_texts()
    for _ in range(2_000):
        episode = draw_episode(draw, words)
        yield from (row.input for row in episode.examples)
        yield from episode.task.labels
