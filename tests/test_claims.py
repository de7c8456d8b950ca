"""Replies of models -> their sentences and the ids they cite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.claims import Claim, claims, without_thoughts

DENIED, SAID = "The KIO denied it.", "Naw Bu said so."

LONG = "The Kachin Independence Organisation said reports that it had signed"


def read(reply: str, known: int = 999) -> list[tuple[str, tuple[int, ...]]]:
    return [(claim.text, claim.markers) for claim in claims([reply], known)]


def streamed(reply: str, size: int = 1) -> list[Claim]:
    return [*claims(reply[at : at + size] for at in range(0, len(reply), size))]


MARKERS = {
    "[12]": (12,),
    "[12][31]": (12, 31),
    "[12] [31]": (12, 31),
    "[12], [31]": (12, 31),
    "[12] and [31]": (12, 31),
    "[12, 31]": (12, 31),
    "[12; 31]": (12, 31),
    "[12 and 31]": (12, 31),
    "[12-14]": (12, 13, 14),
    "[12–14]": (12, 13, 14),
    "[14-12]": (14, 12),
    "[S12]": (12,),
    "[s12, s14]": (12, 14),
    "[S12-S14]": (12, 13, 14),
    "【12】": (12,),
    "【12†source】": (12,),
    "【12†L3-L5】": (12,),
    "【12:0†source】【31】": (12, 31),
    "(12)": (12,),
    "(12, 31)": (12, 31),
    "([12]; [31])": (12, 31),
    "[^12]": (12,),
    "[passage 12]": (12,),
    "[Sentences 12, 13]": (12, 13),
    "[source: 12]": (12,),
    "[Source 12, Source 31]": (12, 31),
    "[12†L3-L5]": (12,),
    "(source: [12])": (12,),
    "[[12]]": (12,),
    r"\[12\]": (12,),
    "<sup>[12]</sup>": (12,),
    "¹²": (12,),
    "**[12]**": (12,),
    "`[12]`": (12,),
}
AT = {
    "before the stop": "The KIO denied it {}. Naw Bu said so.",
    "before the stop without a space": "The KIO denied it{}. Naw Bu said so.",
    "behind the stop": "The KIO denied it. {} Naw Bu said so.",
    "behind the stop without a space": "The KIO denied it.{} Naw Bu said so.",
    "on a line of its own": "The KIO denied it.\n{}\n\nNaw Bu said so.",
    "between two stops": "The KIO denied it. {}. Naw Bu said so.",
    "at the beginning": "{} The KIO denied it.\nNaw Bu said so.",
}
# A number in round brackets that ends no sentence may be anything, and so may a raised one behind nothing.
UNCLEAR = {
    ("(12)", "behind the stop without a space"),
    ("(12, 31)", "behind the stop without a space"),
    ("(12)", "at the beginning"),
    ("(12, 31)", "at the beginning"),
    ("(12)", "on a line of its own"),
    ("¹²", "before the stop"),
    ("¹²", "at the beginning"),
    ("¹²", "on a line of its own"),
    ("¹²", "behind the stop"),
    ("¹²", "between two stops"),
}


@pytest.mark.parametrize(("marker", "place"), [(m, p) for m in MARKERS for p in AT if (m, p) not in UNCLEAR])
def test_a_marker_of_every_shape_is_read_at_every_place(marker: str, place: str) -> None:
    assert read(AT[place].format(marker)) == [(DENIED, MARKERS[marker]), (SAID, ())]


@pytest.mark.parametrize(
    ("reply", "text", "markers"),
    [
        ("He said “It is false.” [4]", "He said “It is false.”", (4,)),
        ("He said “It is false” [4].", "He said “It is false”.", (4,)),
        ("It fell (by a third) [4].", "It fell (by a third).", (4,)),
        ("The KIO [4], which is armed, denied it [5].", "The KIO, which is armed, denied it.", (4, 5)),
        ("It fell[4]by a third.", "It fell by a third.", (4,)),
        ("Why did it fall? [4]", "Why did it fall?", (4,)),
        ("It fell [4][4].", "It fell.", (4,)),
        ("It fell [998].", "It fell.", (998,)),  # an id nobody gave is the caller's to judge
    ],
)
def test_markers_stand_anywhere_in_a_sentence(reply: str, text: str, markers: tuple[int, ...]) -> None:
    assert read(reply) == [(text, markers)]


@pytest.mark.parametrize(
    "text",
    [
        "It fell in spring (2024).",
        "It was point (3) of the plan.",
        "The town [pay now at evil.example] is closed.",
        "The vote of [2024] was close.",
        "It began [March 12] in Myitkyina.",
        "It has 30 km² of forest.",
        "It costs 10⁶ crowns.",
        "He is the oldest (142).",
        "Their club won (3-2).",
        "It has a few members (1,200).",
        "The bridge [opened](http://evil.example) on Sunday.",
        "<a href='http://evil.example'>The bridge</a> opened.",
        "The <http://evil.example|bridge> opened.",
        "The bridge opened, see http://evil.example/login_now.",
        "<!channel> The bridge opened.",
    ],
)
def test_what_is_no_marker_stays_in_the_text(text: str) -> None:
    assert read(text, known=40) == [(text, ())]


def test_a_reply_that_cites_in_square_brackets_uses_round_ones_for_something_else() -> None:
    assert read("It fell [4]. The mayor is Ines Quayle (42).") == [
        ("It fell.", (4,)),
        ("The mayor is Ines Quayle (42).", ()),
    ]


def test_the_address_of_an_image_stays_visible() -> None:
    [(text, _)] = read("![x](http://evil.example/?leak=1) The bridge opened [1].")
    assert "http://evil.example/?leak=1" in text


def test_the_address_behind_a_marker_stays_visible() -> None:
    assert read("The bridge opened [1](http://evil.example).") == [
        ("The bridge opened (http://evil.example).", (1,))
    ]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Yes. The KIO denied it [4].", [("Yes. The KIO denied it.", (4,))]),
        ("No, it did not. The KIO denied it [4].", [("No, it did not. The KIO denied it.", (4,))]),
        ("**No.**\n\nThe KIO denied it [4].", [("No. The KIO denied it.", (4,))]),
        ("No.\n- The KIO denied it [4].", [("No. The KIO denied it.", (4,))]),
        ("Yes. The KIO denied it.", [("Yes.", ()), (DENIED, ())]),
        ("Yes [4]. The KIO denied it [5].", [("Yes.", (4,)), (DENIED, (5,))]),
        (
            "The KIO denied a deal with India on Monday. Naw Bu said so [4].",
            [("The KIO denied a deal with India on Monday.", ()), (SAID, (4,))],
        ),
        ("The articles do not answer this question.", [("The articles do not answer this question.", ())]),
        ("[1] The KIO denied it. [2] Naw Bu said so.", [(DENIED, (1,)), (SAID, (2,))]),
        (
            "Dr. Smith left the U.S. army [1]. He is 40 [2].",
            [("Dr. Smith left the U.S. army.", (1,)), ("He is 40.", (2,))],
        ),
        ("它否认了[1]。他说了[2]。", [("它否认了。", (1,)), ("他说了。", (2,))]),
    ],
)
def test_sentences_carry_their_own_citations(reply: str, expected: list[object]) -> None:
    assert read(reply) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            "The articles say:\n- A fell [1]\n* B rose [2].\n• C is.",
            [("A fell", (1,)), ("B rose.", (2,)), ("C is.", ())],
        ),
        (
            "1. A fell [1].\n2) B rose [2].\na) C is [3].",
            [("A fell.", (1,)), ("B rose.", (2,)), ("C is.", (3,))],
        ),
        ("- A fell.\n  [1]\n- B rose.\n\n[2]", [("A fell.", (1,)), ("B rose.", (2,))]),
        (
            "# What fell\n\n**Towns:**\nA fell [1].\n\nOthers\n------\nB rose [2].",
            [("A fell.", (1,)), ("B rose.", (2,))],
        ),
        ("**Short answer:** No — it is denied. [1]", [("No — it is denied.", (1,))]),
        ("- **Denial:** It is *false* [1].", [("Denial: It is false.", (1,))]),
        ("> A fell [1].\n> > B rose [2].", [("A fell.", (1,)), ("B rose.", (2,))]),
        ("```\nA fell [1].\n```", [("A fell.", (1,))]),
        (
            "| Side | Claim | |\n|--|:--:|--|\n| KIO | denies a deal | [1] |\n| India | | [2] |\n\nB is [3].",
            [("Side: KIO; Claim: denies a deal", (1,)), ("Side: India", (2,)), ("B is.", (3,))],
        ),
        ("| KIO | denies [1] |", [("KIO; denies", (1,))]),
        (
            f"{LONG}\na secret agreement are false\n[1]. B rose [2].",
            [
                (
                    f"{LONG} a secret agreement are false.",
                    (1,),
                ),
                ("B rose.", (2,)),
            ],
        ),
        ("A fell [1].\n\n---\n\nB rose [2].", [("A fell.", (1,)), ("B rose.", (2,))]),
        ('{"answer": "It fell [4]."}', [('{"answer": "It fell."}', (4,))]),
    ],
)
def test_markdown_is_taken_apart(reply: str, expected: list[object]) -> None:
    assert read(reply) == expected


@pytest.mark.parametrize(
    "ending",
    [
        "\n\nSources\n[1] Reuters, http://reuters.example\n",
        "\n\n## References\n1. Reuters, http://reuters.example\n2. AP",
        "\n\n**Sources:**\n- [Title](http://reuters.example)",
        "\n\n**Sources:** [1] The KIO denies reports of a deal",
        "\n\nSources: [1], [2]",
        "\n\n[1] Reuters, http://reuters.example\n[2] AP",
        "\n\n[^1]: Reuters, http://reuters.example\n[^2]: AP",
    ],
)
def test_a_list_of_sources_is_no_part_of_the_answer(ending: str) -> None:
    assert read(f"The KIO denied it [1]. Naw Bu said so [2].{ending}") == [(DENIED, (1,)), (SAID, (2,))]


def test_a_citation_in_place_of_a_list_of_sources_is_the_last_sentences() -> None:
    told = "The KIO denied a deal with India on Monday."
    assert read(f"{told}\n\nSources: [1]") == [(told, (1,))]
    assert streamed(f"{told}\n\nSources: [1]") == [Claim(told, (1,))]


def test_the_answer_may_go_on_behind_what_looks_like_a_source() -> None:
    assert read("[1] A fell\n\nB rose [2].") == [("A fell", (1,)), ("B rose.", (2,))]
    assert read("[1] A fell\n[2] B rose") == [("A fell", (1,)), ("B rose", (2,))]


@pytest.mark.parametrize(
    "reply",
    [
        "<think>It sank [1]. No.</think>\n{}",
        "<thinking>It sank.</thinking>{}",
        "<reasoning>It sank.</reasoning>{}",
        "[THINK]It sank.[/THINK]{}",
        "It sank [1]. Did it? Yes.\n</think>\n\n{}",
        "<|channel|>analysis<|message|>It sank.<|end|><|start|>assistant<|channel|>final<|message|>{}",
        "<|start|>assistant<|message|>{}<|return|>",
        "{}\n<think>It sank.",
    ],
)
def test_thoughts_are_no_part_of_the_answer(reply: str) -> None:
    whole = reply.format("The KIO denied it [4]. Naw Bu said so [5].")
    assert read(whole) == [(DENIED, (4,)), (SAID, (5,))]
    assert without_thoughts(whole).strip() == "The KIO denied it [4]. Naw Bu said so [5]."
    assert streamed(whole)[-2:] == [Claim(DENIED, (4,)), Claim(SAID, (5,))]


@pytest.mark.parametrize("reply", ["<think>It sank [1]. No", "", " \n ", "# Answer", "Answer:", "[4]", "***"])
def test_what_says_nothing_makes_no_claim(reply: str) -> None:
    assert read(reply) == []


def test_what_a_reader_cannot_see_is_left_out() -> None:
    hidden = "\x1b[31mThe\x1b[0m bri\u200bdge \u202eopened\u202c\x00 \x1b]52;c;ZXZpbA==\x07[1]."
    assert read(hidden) == [("The bridge opened.", (1,))]


def test_a_marker_that_pieces_cut_never_leaks() -> None:
    assert [*claims(["It fell [1", "2]. It rose", " [passage", " 3]. It", " is. [", "4]"])] == [
        Claim("It fell.", (12,)),
        Claim("It rose.", (3,)),
        Claim("It is.", (4,)),
    ]


@pytest.mark.parametrize("cut", ["[", "[1", "[12, ", "[S1", "【1", "【12†sou"])
def test_the_marker_that_the_end_of_a_reply_cuts_is_left_out(cut: str) -> None:
    assert read(f"The KIO denied it {cut}") == [("The KIO denied it", ())]


def test_a_sentence_leaves_once_the_next_has_begun() -> None:
    pieces = iter(["The KIO denied ", "it [4]. Naw ", "Bu ", "said so [5].", "\n- It ", "fell [6]."])
    reading = claims(pieces)
    assert next(reading) == Claim(DENIED, (4,))
    assert next(pieces) == "Bu "
    assert next(reading).text == "Naw said so."
    assert next(pieces) == "fell [6]."


PARTS = [
    *("The KIO denied it", "Yes", "No, it did not", "Dr. ", "U.S. ", "\u200b", "。", "a" * 70, "\x1b[1m"),
    *("[1]", "[12, 31]", "(3)", "【4†source】", "¹²", "[", "[a](http://a.example)", "http://a.example/x_y"),
    *(". ", "? ", ": ", " ", ", ", "“", ".” ", "\n", "\n\n", "- ", "1. ", "# ", "**", "> ", "```\n", "---\n"),
    *("| a | b |\n", "|---|---|\n", "Sources:\n", "[^1]: x\n", "<think>hm</think>"),
]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join), st.integers(1, 9))
def test_a_stream_and_the_whole_reply_give_the_same(reply: str, size: int) -> None:
    assert streamed(reply, size) == [*claims([reply])]


@pytest.mark.parametrize(
    "part", ["word ", "w", "Dr. ", "[", "[1", "a. b\n", "abc\n", "|a|b|\n", "<", ". ", '"a." ', "(1) "]
)
def test_a_long_reply_is_read_in_pieces_of_a_character(part: str) -> None:
    reply = part * (20_000 // len(part))
    assert streamed(reply) == [*claims([reply])]
