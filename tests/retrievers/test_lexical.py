from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrievers.errors import IndexFault
from retrievers.lexical import LexicalIndex

ROWS = [
    "The tenant pays the rent on the first day of the month.",
    "Either party may terminate the contract with notice.",
    "계약을 해지하려면 한 달 전에 알려야 합니다.",
    "임차인은 매월 첫날에 월세를 냅니다.",
    "賃借人は毎月家賃を支払う。",
    "!!!",
]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(ROWS)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        pytest.param("when must the TENANT pay?", 0, id="english"),
        pytest.param("계약서를 해지할 수 있나요?", 2, id="korean-stem"),
        pytest.param("월세는 언제 내나요?", 3, id="korean-particle"),
        pytest.param("家賃の支払", 4, id="japanese"),
    ],
)
def test_question_finds_the_row_with_its_words(
    index: LexicalIndex, question: str, row: int
) -> None:
    assert index.search(question, 1).positions.tolist() == [row]


def test_rows_without_a_shared_term_are_not_found(index: LexicalIndex) -> None:
    assert len(index.search("zebra", 5)) == 0
    assert len(index.search("?!", 5)) == 0


def test_a_row_is_as_near_to_itself_as_can_be(index: LexicalIndex) -> None:
    assert index.scores(ROWS[1])[1] == pytest.approx(1.0, abs=1e-5)


def test_words_that_no_row_has_lower_every_score(index: LexicalIndex) -> None:
    assert index.scores("terminate the zebra quagga")[1] < index.scores("terminate the")[1]


def test_saved_index_scores_as_before(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical")

    loaded = LexicalIndex.load(tmp_path / "lexical")

    assert len(loaded) == len(ROWS)
    for text in [*ROWS, "월세", "notice of rent"]:
        np.testing.assert_array_equal(loaded.scores(text), index.scores(text))


@pytest.mark.parametrize("rows", [[], ["?!"], ["", "…"]], ids=["none", "no-letters", "blank"])
def test_rows_without_terms_make_an_index_that_finds_nothing(
    rows: list[str], tmp_path: Path
) -> None:
    LexicalIndex.build(rows).save(tmp_path / "lexical")

    assert len(LexicalIndex.load(tmp_path / "lexical").search("tenant", 3)) == 0


def test_damaged_file_is_refused_with_a_remedy(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical")
    content = bytearray((tmp_path / "lexical").read_bytes())
    content[-1] ^= 1
    (tmp_path / "lexical").write_bytes(content)

    with pytest.raises(IndexFault, match="damaged"):
        LexicalIndex.load(tmp_path / "lexical")


@given(st.text(max_size=300))
def test_scores_of_any_text_lie_between_0_and_1(text: str) -> None:
    scores = LexicalIndex.build(ROWS).scores(text)

    assert scores.dtype == np.float32
    assert np.all((scores >= 0) & (scores <= 1))
