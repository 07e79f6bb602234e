"""Lexical search over a task's inputs: BM25 (Robertson and Zaragoza 2009) by bm25s."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import read_arrays, write_arrays
from retrievers.hits import Hits, best
from retrievers.terms import terms

KIND = "polymath-lexical-1"
_K1, _B = 1.5, 0.75
_ARRAYS = ("data", "indices", "indptr")


class LexicalIndex:
    """Finds the rows that share terms with a text. Make one with `build` or `load`.

    A score is the row's BM25 score divided by the score that the text would give itself, so that
    it runs from 0 (no term in common) to 1 (the same terms); terms that no row has count against
    every row.
    """

    def __init__(self, scorer: Any, *, average_terms: float) -> None:
        self._scorer = scorer
        self._average_terms = average_terms

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Counts the terms of `texts`, one a row."""
        vocabulary: dict[str, int] = {}
        rows = [
            [vocabulary.setdefault(term, len(vocabulary)) for term in terms(text)] for text in texts
        ]
        average_terms = sum(map(len, rows)) / len(rows) if rows else 0.0
        scorer = _scorer(vocabulary)
        if vocabulary:
            scorer.scores = scorer.build_index_from_ids(
                list(vocabulary.values()), rows, show_progress=False
            )
        else:  # bm25s would divide by the average length, 0
            scorer.scores = {
                "data": np.zeros(0, np.float32),
                "indices": np.zeros(0, np.int32),
                "indptr": np.zeros(1, np.int32),
                "num_docs": len(rows),
            }
        return cls(scorer, average_terms=average_terms)

    def __len__(self) -> int:
        return int(self._scorer.scores["num_docs"])

    def scores(self, text: str) -> NDArray[np.float32]:
        """The score of every row for `text`, 0 to 1: float32, shape (rows,)."""
        counts = Counter(terms(text))
        known = self._scorer.get_tokens_ids(list(counts))
        if not known:
            return np.zeros(len(self), np.float32)
        found: NDArray[np.float32] = self._scorer.get_scores_from_ids(known)
        shares: NDArray[np.float32] = np.clip(found / np.float32(self._own_score(counts)), 0.0, 1.0)
        return shares

    def search(self, text: str, n: int) -> Hits:
        """The `n` rows nearest to `text`; fewer where fewer share a term with it."""
        scores = self.scores(text)
        return best(scores, n, allowed=scores > 0)

    def _own_score(self, counts: Counter[str]) -> float:
        """What a row with these terms would score for itself."""
        length = counts.total() / self._average_terms
        starts = self._scorer.scores["indptr"]
        total = 0.0
        for term, count in counts.items():
            at = self._scorer.vocab_dict.get(term)
            rows = 0 if at is None else int(starts[at + 1] - starts[at])
            rarity = math.log(1 + (len(self) - rows + 0.5) / (rows + 0.5))
            total += rarity * count / (count + _K1 * (1 - _B + _B * length))
        return total

    def save(self, path: Path) -> None:
        """Writes the index to the file `path` (safetensors). Raises `OSError`."""
        words = "\n".join(self._scorer.vocab_dict).encode()
        arrays = {name: self._scorer.scores[name] for name in _ARRAYS}
        arrays["vocabulary"] = np.frombuffer(words, np.uint8)
        write_arrays(path, KIND, arrays, {"rows": len(self), "average_terms": self._average_terms})

    @classmethod
    def load(cls, path: Path) -> LexicalIndex:
        """Reads what `save` wrote. Raises `IndexFault` where the file is missing or broken."""
        arrays, facts = read_arrays(path, KIND)
        words = arrays["vocabulary"].tobytes().decode()
        scorer = _scorer({word: at for at, word in enumerate(words.split("\n") if words else ())})
        scorer.scores = {name: arrays[name] for name in _ARRAYS} | {"num_docs": facts["rows"]}
        return cls(scorer, average_terms=facts["average_terms"])


def _scorer(vocabulary: dict[str, int]) -> Any:
    import bm25s

    scorer = bm25s.BM25(k1=_K1, b=_B, method="lucene")
    scorer.vocab_dict = vocabulary
    scorer.nonoccurrence_array = None
    return scorer
