"""Letters in one form, and the way back to where they stood."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.text.folding import Folded, fold, is_folded

LETTERS = st.text(
    st.sampled_from(
        "aeoN 4.,5éǖ“…🙂\u0301\u0308\u0327\u200b\u200d\u00ad\ufeff\ufe0f４．５Ａﬁｶﾞกំក가각각क़क\u093c"
    )
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        (unicodedata.normalize("NFD", "Zoë Núñez of Łódź"), "Zoë Núñez of Łódź"),
        ("the har\u00adbour of Se\u200bn\u2060net\u200e", "the harbour of Sennet"),
        ("\ufeffOrrin\u200c and V\u200darn", "Orrin and Varn"),
        ("up ４．５％ to １２，０００", "up 4.5% to 12,000"),
        ("Ｏｒｒｉｎ", "Orrin"),
        ("a ﬁrst oﬃce", "a first office"),
        ("𝗢𝗿𝗿𝗶𝗻 said", "Orrin said"),
        ("ｶﾞｽ", "ガス"),
        (unicodedata.normalize("NFD", "항구"), "항구"),
        ("ខេត្ត\u200bថ្មី", "ខេត្ត ថ្មី"),
    ],
)
def test_letters_are_folded_however_they_are_encoded(written: str, folded: str) -> None:
    assert fold(written) == folded == Folded.of(written).text


@pytest.mark.parametrize(
    "text",
    ["Café “Orrin” – 2½ m² … No. 5, 10⁹ €", "می\u200cروم", "👩\u200d🚒 ✈\ufe0f", "港は閉鎖，来週．次は？"],
)
def test_what_is_no_noise_stays(text: str) -> None:
    assert is_folded(text)
    assert fold(text) == text


@given(LETTERS)
def test_each_folded_character_stands_where_it_came_from(text: str) -> None:
    folded = Folded.of(text)
    assert folded.text == fold(text)
    places = [folded.origin(at) for at in range(len(folded.text) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(text)


@given(LETTERS)
def test_folding_again_changes_nothing(text: str) -> None:
    assert is_folded(fold(text))
