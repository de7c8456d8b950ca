from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from ingest.cleaning.cleaner import clean
from qa_bot.types import Article, DateSource, Skipped

BODY = (
    "The harbour of Lindau will be dredged again next spring, the port authority said on Monday, because "
    "sand has closed the southern channel to larger ferries.\n\n"
    "“We have lost two metres of depth since the flood,” said Ines Brandt, who runs the port, adding that "
    "the work would cost four million euros and take until July.\n"
)
HEADLINES = (
    "Court Rejects Appeal in Long Fight Over Mountain Railway\n"
    "Scientists Find Water Under the Surface of a Distant Moon\n"
    "Parliament Votes to Raise Pay for Nurses After Strike\n"
    "Singer Cancels Concerts in Four Cities After Illness\n"
)


def article(text: str, title: str = "", **fields: object) -> Article:
    return replace(Article("a.txt", text, title or "Harbour to be dredged"), **fields)  # type: ignore[arg-type]


def skipped(text: str, title: str = "") -> list[tuple[str, str]]:
    cleaned = clean(article(text, title))
    assert cleaned.text == text
    return [(each.reason, text[each.start : each.end]) for each in cleaned.skipped]


def reasons(text: str, title: str = "") -> set[str]:
    return {reason for reason, _ in skipped(text, title)}


def test_an_article_without_boilerplate_is_left_alone() -> None:
    assert skipped(BODY) == []


def test_a_title_repeated_at_the_top_is_left_out() -> None:
    text = f"# Harbour to be *dredged*\n\nHARBOUR TO BE DREDGED\n\n{BODY}"
    assert skipped(text) == [
        ("repeated title", "# Harbour to be *dredged*"),
        ("repeated title", "HARBOUR TO BE DREDGED"),
    ]


def test_a_title_made_from_the_lead_does_not_remove_the_lead() -> None:
    assert skipped("The pier fell.\nNobody was hurt, the fire brigade said.", "The pier fell.") == []


def test_the_title_inside_the_story_stays() -> None:
    text = BODY + "\n".join(["A line of the story, not the end."] * 5) + "\nHarbour to be dredged\n" + BODY
    assert skipped(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "Share this article on Facebook",
        "Follow us on Telegram",
        "Subscribe to our weekly newsletter",
        "This website uses cookies to improve your experience.",
        "Read more: Ferry company fined after collision",
        "© 2021 Example Media. All rights reserved.",
        "12 comments",
        "ADVERTISEMENT",
        "Home > Regions > Lakes > Lindau",
    ],
)
def test_the_furniture_of_a_page_is_left_out(line: str) -> None:
    assert skipped(f"{BODY}\n{line}\n\n{BODY}") == [("navigation", line)]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell by a tenth.",
        "Subscribers left the paper in droves.",
        "Comments by the mayor angered residents.",
        "Related companies paid the fine | 3 | 4",
        "Print runs halved",
        "| Home | Away | Score |",
    ],
)
def test_a_line_that_only_resembles_furniture_stays(line: str) -> None:
    assert skipped(f"{BODY}\n{line}\n\n{BODY}") == []


def test_a_menu_is_left_out() -> None:
    menu = "Home\nNews\nSport\nWeather\nContact us"
    assert skipped(f"{menu}\n\n{BODY}") == [("navigation", menu)]


def test_a_list_of_names_is_no_menu() -> None:
    assert skipped(f"{BODY}\nThe dead are:\nAnna Berg\nJonas Keller\nMira Vogt\nPaul Stein\n") == []


@pytest.mark.parametrize("heading", ["## See also", "## Notes of mine"])
def test_a_section_of_nothing_but_links_is_left_out(heading: str) -> None:
    section = f"{heading}\n- [[Lindau]]\n- [Port](https://example.org/port)\n- https://example.org/map"
    assert skipped(f"{BODY}\n{section}\n\n## Costs\nFour million euros.\n") == [("navigation", section)]


def test_a_list_of_facts_with_links_stays() -> None:
    facts = "## Facts\n- **Depth**: 2 m, see [[Lindau]]\n- [[Ines Brandt]] runs the port\n- Cost: 4 million\n"
    assert skipped(BODY + facts) == []


DATED = {
    "date above": "May 4, 2021\nA train left the rails near...\nMay 2, 2021\nThe mayor of Wangen has...",
    "date below": "Court rejects appeal of a baker\n4 May 2021\nStorm closes mountain roads\n2 May 2021",
    "same line": "2021-05-04 – Court rejects appeal of a baker\n2021-05-02 – Storm closes mountain roads",
}


@pytest.mark.parametrize("teasers", DATED.values(), ids=DATED)
def test_a_dated_list_of_other_stories_is_left_out(teasers: str) -> None:
    assert skipped(f"{BODY}\n{teasers}") == [("dated list of other stories", teasers)]


def test_a_chronology_of_the_story_stays() -> None:
    oldest_first = "May 2, 2021\nThe port closed the channel.\nMay 4, 2021\nDredging in Lindau began."
    newest_first = (
        "May 4, 2021\nFerries use the southern channel\nMay 2, 2021\nThe port authority dredged sand"
    )
    assert skipped(BODY + oldest_first) == []
    assert skipped(BODY + newest_first) == []


def test_a_last_paragraph_with_a_date_stays() -> None:
    assert skipped(f"{BODY}\nDredging ends on May 4, 2021.\nTenders close on May 2, 2021.") == []
    assert skipped(f"{BODY}\nMay 4, 2021") == []


def test_teasers_cut_with_an_ellipsis_are_left_out() -> None:
    tail = "Baker wins appeal over his oven\nThe court in Kempten said that...\nStorms have closed two…"
    assert skipped(f"{BODY}\n{tail}") == [("teaser", tail)]


def test_a_sentence_that_trails_off_stays() -> None:
    assert skipped(f"“I do not know…”\n\n{BODY}\n“And then the water came...”") == []


def test_a_tail_of_unrelated_headlines_is_left_out() -> None:
    assert skipped(f"{BODY}\n\n{HEADLINES}") == [("headlines", HEADLINES.strip())]


@pytest.mark.parametrize(
    "tail",
    [
        "The programme of the festival:\n" + HEADLINES,
        "June 9 – West Point @ Sea Hall\nJune 10 – East Point @ City Hall\nJune 11 – North Point @ Zoo",
        "O river of the north\nthat carries the sand\ndown to the silent lake\nand never comes home",
        "Harbour of Lindau Dredged in Spring\nSouthern Channel Closed to Larger Ferries\nPort of Ines Brandt",
        "Lena Maria von Hohenfels\nJosef Anton Graf Weber\nKarl August Emil Lang",
        "Depth | Two metres\nCost | Four million\nEnd | July",
    ],
    ids=["announced", "dates", "poem", "own words", "names", "table"],
)
def test_a_tail_that_belongs_to_the_article_stays(tail: str) -> None:
    assert skipped(f"{BODY}\n{tail}") == []


def test_a_tail_of_several_kinds_is_left_out_whole() -> None:
    tail = f"Latest news\n{DATED['date above']}\nMore from the region\n{HEADLINES}\n© 2021 Example Media"
    cleaned = clean(article(f"{BODY}\n{tail}"))
    left = "".join(cleaned.text[a.end : b.start] for a, b in pairwise(cleaned.skipped))
    assert cleaned.text[: cleaned.skipped[0].start].strip() == BODY.strip() and not left.strip()


def test_a_chronology_of_whole_sentences_stays_though_its_words_are_new() -> None:
    days = "May 4, 2021\nDivers found an old bell.\nMay 2, 2021\nFerries moved to the port of Bregenz."
    assert skipped(f"{BODY}\n{days}") == []


@pytest.mark.parametrize("heading", ["READ MORE", "Read more:", "Read next"])
def test_a_list_under_read_more_is_left_out_with_its_heading(heading: str) -> None:
    tail = f"{heading}\n- Baker wins appeal over his oven\n- Storm closes roads"
    assert skipped(f"{BODY}\n{tail}") == [("headlines", tail)]


def test_what_stands_under_related_stories_is_left_out() -> None:
    tail = "Related stories\nBaker wins appeal over his oven\nStorm closes two mountain roads"
    assert skipped(f"{BODY}\n{tail}") == [("headlines", tail)]


def test_a_page_of_headlines_only_keeps_them() -> None:
    assert skipped(HEADLINES, "Today") == []
    assert skipped("- [[One]]\n- [[Two]]\n- [[Three]]") == []


def test_front_matter_stays_marked_and_cleaning_twice_changes_nothing() -> None:
    text = f"---\ntitle: Harbour to be dredged\n---\nHarbour to be dredged\n\n{BODY}\n{HEADLINES}"
    once = clean(
        article(text, skipped=(Skipped(0, text.index("Harbour to be dredged\n\n"), "front matter"),))
    )
    assert [each.reason for each in once.skipped] == ["front matter", "repeated title", "headlines"]
    assert clean(once) == once


def test_ranges_are_in_order_and_do_not_overlap() -> None:
    cleaned = clean(article(f"Home\nMenu\nSearch\nLogin\n{BODY}\nRead more\nRelated stories\n{HEADLINES}"))
    ends = [0, *(each.end for each in cleaned.skipped)]
    assert all(end <= each.start < each.end for end, each in zip(ends, cleaned.skipped, strict=False))
    assert {each.reason for each in cleaned.skipped} == {"navigation", "headlines"}


def test_the_newest_teaser_dates_an_article_of_the_same_time_as_inferred() -> None:
    cleaned = clean(article(f"{BODY}\nThe flood of April 12 had moved the sand.\n{DATED['date above']}"))
    assert (cleaned.published, cleaned.date_source) == (date(2021, 5, 4), DateSource.INFERRED)


@pytest.mark.parametrize(
    "body", [BODY, BODY + "The flood of 2013 had moved the sand.\n", BODY + "It was April 12.\n"]
)
def test_teasers_do_not_date_an_article_of_another_or_no_time(body: str) -> None:
    old = DATED["date above"].replace("May", "August")
    assert clean(article(f"{body}\n{old}")).date_source is DateSource.UNKNOWN


def test_teasers_do_not_override_a_known_date() -> None:
    known = article(
        f"{BODY}\nIn 2021 all was well.\n{DATED['date above']}",
        published=date(2021, 5, 3),
        date_source=DateSource.BYLINE,
    )
    assert clean(known).published == date(2021, 5, 3)


def variants() -> Iterator[Article]:
    yield article(BODY)
    yield article(BODY + " ")
    yield article(BODY, title="Other")
    yield article(BODY, published=date(2021, 5, 4))
    yield article(BODY, published=date(2021, 5, 4), date_source=DateSource.URL)
    yield article(BODY, outlet="The Lake")
    yield article(BODY, url="https://example.org")
    yield article(BODY, skipped=(Skipped(0, 3, "front matter"),))


def test_the_content_hash_tells_every_version_apart_and_nothing_else() -> None:
    hashes = {clean(each).content_hash for each in variants()}
    assert len(hashes) == 8 and all(len(each) == 64 for each in hashes)
    moved = replace(article(BODY), id="b.txt", source="/other", source_hash="x", path="/other/b.txt")
    assert clean(moved).content_hash in hashes


@pytest.mark.parametrize(
    "text",
    [
        "word " * 200_000,
        "\n" * 200_000 + "a",
        "a\n" * 50_000,
        "[[" * 50_000,
        "Read more\nx\n" * 30_000,
        " |" * 50_000,
    ],
)
def test_strange_texts_are_cleaned_in_bounded_time(text: str) -> None:
    assert clean(article(text)).text == text
