"""Copies of one story are recognised by their signatures; reports that only resemble each other are not."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from dataclasses import replace

import pytest

from qa_bot.text.near_duplicates import copies, groups, same_story, signatures
from qa_bot.types import Article

STORY = """\
The ferry Margarethe ran aground off Elsmouth at 6.40 a.m. on Tuesday with 212 passengers on board, the
coast guard said. Divers found a tear of three metres in the hull, and the harbour was closed to larger
ships until the evening. The operator, Nordlicht Lines, cancelled all crossings for two days and promised
to refund tickets. A spokeswoman said that the captain had reported fog and a failing radar shortly before
the accident. Fishermen brought 140 people ashore before the first rescue cutter arrived. Eleven were
treated for cold, none is in danger. The ministry of transport sent two inspectors, who will examine the
voyage recorder and the crew's hours of rest. Elsmouth's mayor, Ida Brandt, thanked the fishermen and
asked again for a second pilot boat, which the council had refused in 2029 because of its price of 4.2
million. The ferry is to be towed at the next spring tide."""
OTHER = """\
Olive growers in the valley of Sant Pere expect the smallest harvest in 30 years. After a dry winter and
hail in April, cooperatives count on 900 tonnes, a third of the usual crop, their chairman Jordi Mas said
on Monday. Prices at the mill have doubled since January. The regional government offered loans without
interest, but growers ask for wells and for a share of the reservoir, whose water goes to the golf courses
on the coast in summer. An insurer said that it would pay for hail, not for drought. Some families have
begun to plant almonds."""


def articles(**texts: str) -> dict[str, Article]:
    marks = signatures(list(texts.values()))
    return {
        doc: Article(id=doc, text=text, title=doc, signature=mark)
        for (doc, text), mark in zip(texts.items(), marks, strict=True)
    }


def same(a: str, b: str) -> bool:
    one, other = articles(a=a, b=b).values()
    return same_story(one, other) and same_story(other, one)


def invented(words: int, seed: int) -> str:
    draw = random.Random(seed)
    return " ".join(f"w{draw.randrange(5_000)}" for _ in range(words))


def test_another_headline_is_the_same_story() -> None:
    assert same("Ferry aground\n\n" + STORY, "212 RESCUED IN FOG OFF ELSMOUTH, FISHERMEN HAILED\n\n" + STORY)


def test_a_cut_tail_is_the_same_story() -> None:
    assert same(STORY, STORY[: len(STORY) // 2])


def test_of_each_story_all_but_the_first_are_copies() -> None:
    told = articles(first=STORY, other=OTHER, cut=STORY[: len(STORY) // 2], empty="", again=OTHER)
    assert copies(list(told.values())) == {"cut", "again"}
    assert copies([told["empty"]]) == set()


def test_a_lightly_edited_copy_is_the_same_story() -> None:
    edited = (
        STORY.replace("said", "stated").replace("Tuesday", "Tuesday morning").replace("thanked", "praised")
    )

    assert same(STORY, edited)


def test_layout_case_and_punctuation_do_not_matter() -> None:
    assert same(STORY, STORY.upper().replace(" ", "\n").replace(",", ";"))


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("212 passengers", "312 passengers"),
        ("tear of three metres", "tear of nine metres"),
        ("three metres", "three feet"),
        ("on Tuesday", "on Thursday"),
        ("Ida Brandt", "Ida Orrin"),
        ("in 2029", "in 2019"),
        ("none is in danger", "one is in danger"),
        ("the captain had reported", "the captain had not reported"),
        ("had refused", "had granted, then denied"),
        ("price of 4.2\nmillion", "price of 4.2\nbillion"),
        ("The ferry is", "In May the ferry is"),
        ("Eleven were", "Brandt said that thirty tickets were refunded. Eleven were"),
    ],
)
def test_a_copy_with_another_figure_date_name_or_denial_is_none(there: str, here: str) -> None:
    assert there in STORY
    assert not same(STORY, STORY.replace(there, here))


def test_a_forged_first_sentence_is_no_headline() -> None:
    assert not same(STORY, STORY.replace("The ferry Margarethe", "A tanker", 1))


def test_headline_byline_and_dateline_may_be_others() -> None:
    one = "Ferry aground\nBy Maud Tiller\n\nELSMOUTH (Coast News) — " + STORY
    other = "212 RESCUED IN FOG\n\nTwo days without crossings to the islands\n\n" + STORY
    assert same(one, other)
    assert same(one, STORY)


def test_a_copy_that_is_cut_within_a_word_is_one_and_a_forged_cut_one_is_none() -> None:
    for at in range(700, len(STORY), 37):
        assert same(STORY, STORY[:at]), STORY[at - 20 : at]
        assert not same(STORY, STORY[:at].replace("140 people", "14 people"))


def test_the_texts_of_listed_articles_are_read_only_where_they_are_alike() -> None:
    known = articles(a=STORY, b=OTHER, c=STORY.replace("212", "312"), d="New headline. " + STORY)
    listed = [replace(article, text="") for article in known.values()]
    asked: set[str] = set()

    def read(ids: Iterable[str]) -> dict[str, Article]:
        asked.update(ids)
        return {doc_id: known[doc_id] for doc_id in asked}

    assert groups(listed, read) == {"a": "a", "b": "b", "c": "c", "d": "a"}
    assert asked == {"a", "c", "d"}


def test_another_story_is_another_story() -> None:
    assert not same(STORY, OTHER)


def test_a_report_that_quotes_a_paragraph_is_another_story() -> None:
    assert not same(STORY, OTHER + STORY[: len(STORY) // 4])


def test_bulletins_of_one_mould_are_different_by_their_figures() -> None:
    mould = (
        "The harbour office of Elsmouth counted {} ships and {} containers on day {} of the year. "
        + OTHER[200:500]
    )

    assert not same(mould.format(41, 5170, 17), mould.format(38, 4990, 18))


def test_short_notes_must_be_nearly_identical() -> None:
    note = "The council of {} meets on Friday at the town hall to vote on the budget, the clerk said."

    assert same(note.format("Elsmouth"), note.format("Elsmouth") + "\n")
    assert not same(note.format("Elsmouth"), note.format("Sant Pere"))


def test_texts_without_words_are_not_copies_of_each_other() -> None:
    assert not same("", "")
    assert not same("—", STORY)


def test_groups_have_the_first_doc_id_and_do_not_depend_on_the_order() -> None:
    known = articles(c=STORY, a=STORY[:500], b=OTHER, d="New headline. " + STORY)

    found = groups(known.values())

    assert found == {"a": "a", "b": "b", "c": "a", "d": "a"}
    assert groups(reversed(known.values())) == found


def test_signatures_are_the_same_in_every_run() -> None:
    assert signatures([STORY]) == signatures([OTHER, STORY])[1:]
    assert len(signatures([STORY * 50])[0]) < 420


def test_thousands_of_articles_are_grouped_in_seconds() -> None:
    texts = {f"{n:04}": invented(150, seed=n % 2_900) for n in range(3_000)}
    known = articles(**texts)

    started = time.process_time()
    found = groups(known.values())

    assert len(set(found.values())) == 2_900
    assert time.process_time() - started < 15
