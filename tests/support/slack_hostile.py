"""Hostile texts, which would do something in Slack if they were let, and answers made of them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from qa_bot.receipts import Judged, ReadPassage, Receipt
from qa_bot.types import Article, DateSource, Disagreement, Nearest, Side
from support.slack_answer import ANSWER, MAY, OPENED, RECEIPT

TRICKS = (
    "<!channel> <!here|everyone> <@U012ABC> <#C012|general> <!subteam^S1> <!date^0^{date}|x>",
    "<https://evil.example|Your bank> https://evil.example/a?b=c www.evil.example evil.example mailto:a@b.cd",
    "[click](https://evil.example) ![image](https://evil.example/x.png) [ref]: https://evil.example",
    "*bold* _italic_ ~gone~ **strong** __under__ ~~struck~~ `code` ```\nfence\n``` ***",
    "> quoted\n>>> all of it\n# Heading\n- item\n1. one\n---\n| a | b |\n|---|---|\n    indented",
    "&lt;!channel&gt; &amp;lt; &#60;!here&#62; &nbsp; & < >",
    "<script>alert(1)</script><img src=x onerror=alert(1)> <!-- --> <![CDATA[x]]>",
    ":smile: :+1::skin-tone-2: :slack: @channel @here @everyone #general /ask \\ \\* \\<",
    "\u202etxt.exe\u202c \u2066iso\u2069 \u200b\u200d\u2060\ufeff\u00ad \u061c\u200e\u200f",
    "שלום עולם مرحبا بالعالم 123 <@U1>",
    "Z" + "\u0301\u0316" * 60 + "algo",
    "\x00\x07\x1b[31m\x9b\r\n\u2028\u2029\ud800 \udfff\uffff",
    "👩‍👩‍👧‍👦🏳️‍🌈🇺🇳" * 20,
    '{"type": "broadcast", "range": "channel"} \\u003c!channel\\u003e',
    "a" * 400,
    "",
    " ",
)
URLS = (None, "https://orrin.example/1", "javascript:alert(1)", "https://x.example/" + "a" * 1900, "<!here>")


def hostile(random: Random, n: int) -> str:
    """Tricks, and a character of every Unicode block in turn."""
    row = n % (0x110000 // 128) * 128
    letters = "".join(chr(row + 8 * k + random.randrange(8)) for k in range(16))
    pieces = [*random.sample(TRICKS, random.randrange(1, 4)), letters]
    random.shuffle(pieces)
    said = random.choice((" ", "\n", ". ", "")).join(pieces)
    said = "".join(said.split()) if n % 1000 == 0 else said
    return (said * (100_000 // len(said)))[:100_000] if n % 500 == 0 else said


def hostile_receipt(random: Random, n: int) -> tuple[Receipt, Article]:
    """An answer whose every word an article or a person chose."""
    pieces = [hostile(random, n + k) for k in range(3)]
    title, outlet, body = (random.choice(pieces) for _ in range(3))
    start = random.randrange(len(body) + 1)
    end = random.randrange(start, len(body) + 1)
    article = replace(
        OPENED,
        id=title[:200],
        text=body,
        title=title,
        outlet=outlet,
        url=random.choice(URLS),
        content_hash="h",
    )
    citations = tuple(
        replace(
            MAY, n=k, doc=article.id, title=title, outlet=outlet, url=article.url, quote=body[start:end],
            start=start, end=end, content_hash=random.choice("hx"),
        )
        for k in range(1, random.randrange(2, 4))
    )  # fmt: skip
    sides = tuple(Side(body, (citation.n,)) for citation in citations[:3])
    answer = replace(
        ANSWER,
        question=title,
        text=body.strip() or "Nothing.",
        notice=random.choice(("", title)),
        citations=random.choice((citations, ())),
        disagreements=(Disagreement(title, sides, outlet[:30]),) * random.randrange(2),
        nearest=(Nearest(article.id, title, None),),
    )
    judged = tuple(Judged(body, outlet[:50], 0.5, citation.n) for citation in citations)
    read = (ReadPassage("r", "other", title, None, DateSource.UNKNOWN, "h", 0.1, ()),)
    return replace(RECEIPT, standalone=body, answer=answer, judged=judged, read=read), article
