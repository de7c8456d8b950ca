"""One grammar of quantities: the same number in other words is the same, another number or unit is not."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from qa_bot.answering.verification.support import Support, Verdict
from qa_bot.text import dated, miscounts, quantities, without_quantities
from qa_bot.types import Article, Chunk, Passage

SHARED = Path(__file__).parents[2] / "shared" / "bench" / "support" / "dev"


def agree(quote: str, said: str) -> bool:
    return not miscounts(quantities(dated(said).rest), quantities(dated(quote).rest))


def values(text: str) -> list[tuple[float, str]]:
    return [(round(one.value, 3), one.dimension) for one in quantities(text)]


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Half a billion euros were lost.", "500 million euros were lost."),
        ("A quarter of a million homes are dark.", "250,000 homes are dark."),
        ("Three quarters of a million signed.", "750,000 signed."),
        ("Two and a half million birds returned.", "2.5 million birds returned."),
        ("A million and a half letters came.", "1.5 million letters came."),
        ("A grant of 4 crore rupees was paid.", "A grant of 40,000,000 rupees was paid."),
        ("A grant of Rs 4 crore was paid.", "A grant of 40 million rupees was paid."),
        ("It cost 1.2 lakh crore rupees.", "It cost 1.2 trillion rupees."),
        ("Two dozen goats drowned.", "24 goats drowned."),
        ("Half a dozen boats sank.", "Six boats sank."),
        ("Three-fifths of the crop is lost.", "60% of the crop is lost."),
        ("One in four pupils is ill.", "A quarter of the pupils is ill."),
        ("Nine out of ten wells are dry.", "90 percent of the wells are dry."),
        ("Rents tripled.", "Rents rose threefold."),
        ("It was half an hour late.", "It was 30 minutes late."),
        ("The farm has a capacity of 1.5 GW.", "The farm has a capacity of 1,500 megawatts."),
        ("The line carries 110 kV.", "The line carries 110,000 volts."),
        ("A bag of 2,500 g was found.", "A bag of 2.5 kg was found."),
        ("It froze at -4 °C.", "It froze at minus 4 degrees Celsius."),
        ("It reached 100 F.", "It reached 100 degrees Fahrenheit."),
        ("It reached 104 degrees Fahrenheit.", "It reached 40 C."),
        ("The field holds 30 bcm.", "The field holds 30 billion cubic metres."),
        ("Gusts of 60 mph were measured.", "Gusts of 60 miles an hour were measured."),
        ("It sailed at 20 knots.", "It sailed at 37 km/h."),
        ("The fine is A$3m.", "The fine is 3 million Australian dollars."),
        ("The fine is US$3 bn.", "The fine is $3 billion."),
        ("The fine is HK$900.", "The fine is 900 Hong Kong dollars."),
        ("The fine is £900.", "The fine is 900 pounds."),
        ("The fine is ¥900.", "The fine is 900 yen."),
        ("The wall is 5m high.", "The wall is 5 metres high."),
        ("The wall cost 5m.", "The wall cost 5 million."),
        ("Rates fell by 25 basis points.", "Rates fell by 0.25 percentage points."),
        ("Between 5 and 10 million fled.", "Between 5 million and 10 million fled."),
        ("It rose from 5 to 10 percent.", "It rose to 10 percent from 5 percent."),
        ("The disk holds 2 TB.", "The disk holds 2,000 gigabytes."),
        ("The plant makes 400 zb a day.", "The plant makes 400 zb a day."),
        ("About 340 people were hurt.", "Hundreds of people were hurt."),
        ("Several thousand people marched.", "Thousands of people marched."),
        ("Hundreds of thousands left.", "Several hundred thousand left."),
        ("They showed a twenty-second film.", "They showed a 20-second film."),
    ],
)
def test_the_same_quantity_in_other_words_is_the_same(quote: str, said: str) -> None:
    assert agree(quote, said)


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("A quarter of a million homes are dark.", "A million homes are dark."),
        ("Half a trillion won was lent.", "One trillion won was lent."),
        ("Two and a half million birds returned.", "Two million birds returned."),
        ("A grant of 4 crore rupees was paid.", "A grant of 4 lakh rupees was paid."),
        ("A grant of 4 crore rupees was paid.", "A grant of 4 crore takas was paid."),
        ("A grant of 4 million pesos was paid.", "A grant of 4 million reais was paid."),
        ("A grant of 4 million rand was paid.", "A grant of 4 million was paid to 4 rand clubs."),
        ("The fine is INR 900.", "The fine is PKR 900."),
        ("The fine is A$900.", "The fine is US$900."),
        ("The fine is NZ$900.", "The fine is $900."),
        ("The fine is ₩900.", "The fine is ¥900."),
        ("Dozens of ships were delayed.", "Thousands of ships were delayed."),
        ("Scores of ships were delayed.", "Dozens of ships were delayed."),
        ("Hundreds of ships were delayed.", "A hundred ships were delayed."),
        ("Hundreds of ships were delayed.", "340 ships were delayed."),
        ("About 34 ships were delayed.", "Hundreds of ships were delayed."),
        ("Three-fifths of the crop is lost.", "Two-fifths of the crop is lost."),
        ("Two in five wells are dry.", "Two in three wells are dry."),
        ("Rents doubled.", "Rents quadrupled."),
        ("Rents halved.", "Rents doubled."),
        ("Rents rose by a quarter.", "Rents rose by a third."),
        ("It produces 80 GWh.", "It produces 80 MWh."),
        ("It takes 80 ml.", "It takes 80 cl."),
        ("It weighs 80 mg.", "It weighs 80 g."),
        ("It sends at 80 MHz.", "It sends at 80 GHz."),
        ("A gap of 80 nm was cut.", "A gap of 80 µm was cut."),
        ("It reached 80 degrees Fahrenheit.", "It reached 80 degrees Celsius."),
        ("It froze at -4 C.", "It froze at 4 C."),
        ("It sailed at 20 knots.", "It sailed at 20 mph."),
        ("The lake holds 7 mcm.", "The lake holds 7 bcm."),
        ("The file has 80 MB.", "The file has 80 kB."),
        ("It spans 80 hectares.", "It spans 80 acres."),
        ("It spans 80 square miles.", "It spans 80 square kilometres."),
        ("Rates fell by 25 basis points.", "Rates fell by 25 percent."),
        ("Its share fell by 3 percentage points.", "Its share fell by 3 percent."),
        ("They won 21-17.", "They won 17-21."),
        ("The court ruled by six to three.", "The court ruled by three to six."),
        ("Prices rose from 5 to 8.", "Prices rose from 8 to 5."),
        ("Prices rose from 5 to 8.", "Prices rose to 5 from 8."),
        ("The plant makes 400 zb a day.", "The plant makes 400 xb a day."),
        ("The well gives 400 bpd.", "The well gives 400 bph."),
        ("He got 40 lashes and a fine of 300 kroner.", "He got 300 lashes and a fine of 40 kroner."),
    ],
)
def test_another_number_or_unit_is_not(quote: str, said: str) -> None:
    assert not agree(quote, said)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the first half of the second quarter", [(1, "ordinal"), (2, "ordinal")]),
        ("a third man and a fifth column", [(3, "ordinal"), (5, "ordinal")]),
        ("her thirteenth ship and the twenty-first centenary", [(13, "ordinal"), (21, "ordinal")]),
        ("the forty-fifth and the fiftieth ship", [(45, "ordinal"), (50, "ordinal")]),
        ("five and six", [(5, ""), (6, "")]),
        ("two hundred and five thousand", [(205_000, "")]),
        ("3,00,000 or 300,000", [(300_000, ""), (300_000, "")]),
        ("two point five per cent", [(2.5, "%")]),
        ("3½ years", [(42, "months")]),
        ("3 killed in 12 villages", [(3, ""), (12, "")]),
        ("3 in 12 villages", [(3, ""), (12, "")]),
        ("5 C-130 planes", [(5, ""), (130, "")]),
        ("in the 1990s, for the 19th time", [(1990, "decade"), (19, "ordinal")]),
        ("Region 2 was lost", [(2, "region")]),
        ("a 300-MW plant, a 14-kilometre tunnel", [(300e6, "W"), (14_000, "m")]),
        ("5 to 10 million tonnes", [(5e9, "kg"), (10e9, "kg")]),
        ("a half-hour ride", [(0.5, "hours")]),
    ],
)
def test_numbers_are_read_with_what_they_measure(text: str, found: list[tuple[float, str]]) -> None:
    assert values(text) == found


def test_a_text_without_its_quantities_keeps_its_other_words() -> None:
    text = "Half a million people paid Rs 300 each, or 5 m/s, at 38 C."
    assert len(without_quantities(text)) == len(text)
    assert without_quantities(text).split() == "people paid each, or , at .".split()


@pytest.mark.parametrize(
    "part",
    ["1,", "one ", "one-", "half a ", "a third ", "hundred and ", "dozens of ", "5 to ", "5-", "$", "Rs. ",
     "two and a half ", "1 square ", "one in ", "point one ", "½", "tens of hundreds of "],
)  # fmt: skip
def test_hostile_repetition_takes_time_in_proportion(part: str) -> None:
    started = time.process_time()
    quantities(part * 8_000)
    assert time.process_time() - started < 6


@pytest.mark.skipif(not SHARED.exists(), reason="the rows are not beside this checkout")
@pytest.mark.parametrize("file", ["support_numbers_and_units", "support_numbers_and_units_true"])
def test_numbers_and_units_are_told_apart(file: str) -> None:
    support = Support(None)
    for line in (SHARED / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = Article("a", row["quote"], "")
        passage = Passage(article, Chunk("a", "", 0, 0, len(row["quote"])), 1.0)
        verdict = support.check(row["said"], [passage]).verdict
        assert verdict is (Verdict.REPAIRED if row["expected"] == "supported" else Verdict.NUMBER_OR_NAME), (
            row
        )
