"""Why an example was taken, in words: in Korean for a Korean question, else in English."""

from __future__ import annotations

from retrievers.candidates import Candidates
from retrievers.diversity import Pick
from retrievers.languages import primary

_WORDS = {
    "en": {
        "meaning": "meaning no. {rank} ({score:.2f})",
        "words": "words no. {rank} ({score:.2f})",
        "label": "shows another label",
        "variety": "unlike the others",
        "form": "shows the form of an answer",
    },
    "ko": {
        "meaning": "의미 {rank}위({score:.2f})",
        "words": "단어 {rank}위({score:.2f})",
        "label": "다른 레이블을 보여 줌",
        "variety": "다른 예시들과 다름",
        "form": "답의 형식을 보여 줌",
    },
}


def reason(found: Candidates, chosen: Pick, *, language: str) -> str:
    """The reason for one pick: its ranks and scores in both searches, and what else counted."""
    words = _WORDS.get(primary(language), _WORDS["en"])
    at = chosen.at
    parts = []
    if found.dense_rank[at]:
        parts.append(words["meaning"].format(rank=found.dense_rank[at], score=found.dense[at]))
    if found.lexical_rank[at]:
        parts.append(words["words"].format(rank=found.lexical_rank[at], score=found.lexical[at]))
    if not parts:
        parts.append(words["form"])
    if chosen.new_label:
        parts.append(words["label"])
    elif chosen.for_variety:
        parts.append(words["variety"])
    return ", ".join(parts)
