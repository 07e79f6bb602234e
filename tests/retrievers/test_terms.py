import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrievers.terms import terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The Tenant's FEE", ["the", "tenant", "s", "fee"], id="words-casefolded"),
        pytest.param("snake_case x.y 3.14", ["snake", "case", "x", "y", "3", "14"], id="code"),
        pytest.param("ｆｕｌｌ", ["full"], id="full-width"),
        pytest.param("계약서", ["계약", "약서", "계약서"], id="hangul-grams"),
        pytest.param("법", ["법"], id="one-syllable"),
        pytest.param("Python에서", ["python", "에서"], id="scripts-parted"),
        pytest.param("契約書", ["契約", "約書", "契約書"], id="han-grams"),
        pytest.param("हिन्दी भाषा", ["हिन्दी", "भाषा"], id="vowel-signs-kept"),
        pytest.param("?! …", [], id="no-letters"),
    ],
)
def test_terms_follow_the_script(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_korean_words_share_their_stem_whatever_the_particle() -> None:
    assert {"계약", "약서", "계약서"} <= set(terms("계약서를")) & set(terms("계약서가"))


@given(st.text())
def test_terms_of_any_text_are_words_without_white_space(text: str) -> None:
    assert all(term and not term.isspace() and len(term.split()) == 1 for term in terms(text))
