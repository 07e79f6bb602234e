"""Makes the tiny model in tests/tiny_model/model: .venv/bin/python -m tests.tiny_model.make

A Llama of 0.7 million parameters that reads the prompts of prompt.py and answers with the output
of the example that has the question's telling word. It knows nothing else, and is for tests only.
It takes some ten minutes of one core; the same versions and seed give the same weights.

It learns in stages, each of which makes the next one short: to go on with what stood before
(sequences of random tokens, twice), to look up in easy episodes, in usual ones, and then to
classify from about four examples.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from tests.tiny_model.episodes import Episode, Level, draw_episode, pack_tasks, read_words
from tests.tiny_model.tokenizer import CONTEXT_TOKENS, make_tokenizer

MODEL = Path(__file__).parent / "model"
SEED, STEPS, BATCH, RATE = 0, 1_600, 32, 3e-3
#: Steps of the last stage, its rate, and its own seed.
LAST_STEPS, LAST_RATE, LAST_SEED = 420, 1.5e-3, 77
#: Steps on repeated sequences before those on episodes, and the length of such a sequence.
REPEATS, REPEATED = 200, 24
#: Batches drawn at once, so that rows of like length stand together.
POOL = 16
IGNORED = -100


def make_model(tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    """The untrained model."""
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=128,
            intermediate_size=192,
            num_hidden_layers=4,
            num_attention_heads=4,
            num_key_value_heads=4,
            max_position_embeddings=CONTEXT_TOKENS,
            tie_word_embeddings=True,
            # About 1/sqrt(128): the usual 0.02 is meant for wide models and learns far slower here.
            initializer_range=0.08,
            bos_token_id=None,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def encode(tokenizer: PreTrainedTokenizerFast, episode: Episode) -> tuple[list[int], list[int]]:
    """Tokens of prompt and answer, and the same with `IGNORED` where nothing is to be learnt.

    Learnt are the answer, and those examples' outputs that an earlier example decides.
    """
    chat = [{"role": message.role, "content": message.content} for message in episode.messages()]
    prompt = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_dict=False)
    answer = [*tokenizer.encode(episode.answer, add_special_tokens=False), tokenizer.eos_token_id]
    targets = [IGNORED] * len(prompt) + answer
    opens, closes = (tokenizer.convert_tokens_to_ids(t) for t in ("Output:\n```\n", "\n```\n"))
    starts = [place + 1 for place, token in enumerate(prompt) if token == opens]
    for start, told in zip(starts, episode.told, strict=True):
        if told:
            end = prompt.index(closes, start) + 1
            targets[start:end] = prompt[start:end]
    return prompt + answer, targets


def lessons(draw: random.Random, words: Sequence[str], steps: int) -> Iterator[list[Episode]]:
    """What `steps` steps learn from, drawn for POOL steps at once: easy episodes first."""
    for done in range(0, steps, POOL):
        # The share of easy episodes: all in the first third, falling to a fifth at two thirds.
        easy = min(1.0, max(0.2, 1.8 - 2.4 * done / steps))
        yield [
            draw_episode(draw, words, level="easy" if draw.random() < easy else "usual")
            for _ in range(BATCH * POOL)
        ]


def last_lessons(draw: random.Random, words: Sequence[str]) -> Iterator[list[Episode]]:
    """The same for the last stage: classifications from about four examples, some with the labels
    of the example packs."""
    packs = [task.labels for task in pack_tasks()]
    for _ in range(0, LAST_STEPS, POOL):
        drawn = []
        for _ in range(BATCH * POOL):
            labels: list[str] | None = None
            if draw.random() < 0.35:
                names = draw.choice(packs)
                labels = draw.sample(list(names), min(len(names), draw.choice([2, 3, 3, 4])))
            shots = draw.choice([3, 4, 4, 4, 5])
            level: Level = "easy" if draw.random() < 0.7 else "usual"
            kind = "classification"
            drawn.append(
                draw_episode(draw, words, shots=shots, labels=labels, kind=kind, level=level)
            )
        yield drawn


def batches(
    tokenizer: PreTrainedTokenizerFast, draw: random.Random, drawn: Iterable[list[Episode]]
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Tokens and targets, shape (batch, length) each, POOL of them for each list of episodes."""
    for episodes in drawn:
        rows = [encode(tokenizer, episode) for episode in episodes]
        rows.sort(key=lambda row: len(row[0]))
        size = len(rows) // POOL
        starts = list(range(0, len(rows), size))
        draw.shuffle(starts)
        for start in starts:
            some = rows[start : start + size]
            length = max(len(tokens) for tokens, _ in some)
            yield (
                torch.tensor([t + [tokenizer.pad_token_id] * (length - len(t)) for t, _ in some]),
                torch.tensor([t + [IGNORED] * (length - len(t)) for _, t in some]),
            )


def repeats(vocabulary: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Random tokens twice, and the second time as targets: tokens and targets as above."""
    for _ in range(REPEATS):
        once = torch.randint(vocabulary, (BATCH, REPEATED))
        tokens = torch.cat([once, once], dim=1)
        targets = tokens.clone()
        targets[:, : REPEATED + 1] = IGNORED
        yield tokens, targets


def loss_of(model: LlamaForCausalLM, tokens: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of the targets; the head runs only where there is one."""
    hidden = model.model(input_ids=tokens, use_cache=False).last_hidden_state[:, :-1]
    wanted = targets[:, 1:]
    learnt = wanted != IGNORED
    return cross_entropy(model.lm_head(hidden[learnt]), wanted[learnt])


def train(
    model: LlamaForCausalLM,
    given: Iterable[tuple[torch.Tensor, torch.Tensor]],
    *,
    steps: int,
    rate: float,
) -> None:
    """Trains with AdamW: warm-up, then cosine decay of the rate to a tenth."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
    warm = 50
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / warm, 0.55 + 0.45 * math.cos(math.pi * step / steps)),
    )
    begun = time.monotonic()
    for step, (tokens, targets) in enumerate(given, 1):
        loss = loss_of(model, tokens, targets)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            spent = time.monotonic() - begun
            print(f"step {step} loss {loss.item():.3f} {spent:.0f} s", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=MODEL)
    out = options.parse_args().out
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    words = read_words().known
    tokenizer = make_tokenizer(SEED)
    model = make_model(tokenizer)
    draw = random.Random(SEED)
    episodes = batches(tokenizer, draw, lessons(draw, words, STEPS))
    first = chain(repeats(len(tokenizer)), episodes)
    train(model, first, steps=REPEATS + STEPS, rate=RATE)
    draw = random.Random(LAST_SEED)
    last = batches(tokenizer, draw, last_lessons(draw, words))
    train(model, last, steps=LAST_STEPS, rate=LAST_RATE)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    made = {
        "seed": SEED,
        "steps": [REPEATS, STEPS, LAST_STEPS],
        "rates": [RATE, RATE, LAST_RATE],
        "parameters": model.num_parameters(),
        "versions": {name: version(name) for name in ("torch", "transformers", "tokenizers")},
    }
    (out / "made.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
