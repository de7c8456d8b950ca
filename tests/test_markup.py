import pytest

from qa_bot.text.markdown import plain


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("See [[Lindau]] and [[Port of Lindau|the port]].", "See Lindau and the port."),
        ("[[Lindau#History]] ![[map.png]]", "Lindau map.png"),
        ('[the port](https://example.org/a_(b) "Port") ![map](x.png)', "the port map"),
        ("## Costs ##\n> quoted\n- **Depth**: *two* metres", "Costs\nquoted\nDepth: two metres"),
        ("***both*** and __bold__ and _it_ and `code`", "both and bold and it and code"),
        (
            "snake_case_name, 5 * 3 * 2, a*b, #tag, C#, - dash",
            "snake_case_name, 5 * 3 * 2, a*b, #tag, C#, - dash",
        ),
        ("plain words [1] stay", "plain words [1] stay"),
    ],
)
def test_markup_becomes_what_a_reader_sees(marked: str, words: str) -> None:
    assert plain(marked) == words


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "# " * 50_000, "*" * 50_000, "_a" * 50_000, "[[a|" * 30_000, "a (" * 30_000]
)
def test_strange_markup_takes_bounded_time(text: str) -> None:
    assert len(plain(text)) <= len(text)
