"""Text files that name no encoding are read in the one that spells words."""

from __future__ import annotations

import pytest
from support.parsed import article

WESTERN = (
    "Señor Ibarra and Mme Lefèvre met Jørn Åkesson at the café in Málaga.",
    "“We won’t wait,” said Zoë Thal – the fee is £40.",
    "Bürgermeisterin Groß erklärte, die Brücke über den Fluß bleibe für größere Fahrzeuge gesperrt.",
    "Borgmesteren på Ærø sagde, at færgen bliver dyrere, når høsten er forbi.",
    "A câmara de São Brás decidiu que não haverá obras na estação até à próxima avaliação.",
    "Il sindaco di Cefalù ha detto che la città è più sicura così.",
)
OTHERS = {
    "cp1250": "Starostka řekla, že most přes řeku bude uzavřen, protože žádný dělník nepřišel.",
    "iso8859_2": "Burmistrz powiedział, że żaden most nie będzie zamknięty, ponieważ złożono skargę.",
    "cp1254": "Başkan köprünün kapatılacağını, işçilerin bugün şehre gideceğini söyledi.",
    "cp1257": "Merė sakė, kad tiltas bus uždarytas, nes išlaidos šiais metais didėja.",
    "cp1251": "Мост закроют в марте из-за ремонта набережной.",
    "koi8_r": "Мост закроют в марте из-за ремонта набережной.",
    "cp1253": "Η γέφυρα θα κλείσει τον Μάρτιο για έργα.",
    "cp932": "市長は三月に橋を閉鎖すると発表した。工事はすぐに始まる。",
}


@pytest.mark.parametrize("text", WESTERN)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_western_european_letters_are_read(text: str, encoding: str) -> None:
    assert article(text.encode(encoding)).text == text


@pytest.mark.parametrize("text", [text for text in WESTERN if "“" not in text])
@pytest.mark.parametrize("encoding", ["latin-1", "iso8859_15", "cp850"])
def test_so_are_those_of_older_systems(text: str, encoding: str) -> None:
    assert article(text.encode(encoding)).text == text


@pytest.mark.parametrize(("encoding", "text"), OTHERS.items())
def test_other_alphabets_and_scripts_are_still_told_apart(encoding: str, text: str) -> None:
    assert article(text.encode(encoding)).text == text


def test_a_long_english_text_with_one_name_keeps_it() -> None:
    text = "The town sold its quay to a firm from abroad. " * 500 + "Its head is Søren Vik."

    assert article(text.encode("latin-1")).text == text
