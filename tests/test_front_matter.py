"""Front matter is read within bounds: a few hundred bytes of YAML may stand for more than a machine has."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from support.parsed import STORY, article

from qa_bot.types import Skipped

ROWS = 9
MERGES = "a0: &a0 {k: v}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * ROWS)}]\n" for n in range(1, ROWS + 1)
)
LAUGHS = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * ROWS)}]\n" for n in range(1, ROWS + 1)
)
HOSTILE = {
    "merges of merges": MERGES,
    "one mapping merged often": f"a: &a {{k: v}}\nb:\n  <<: [{', '.join(['*a'] * 3000)}]\n",
    "lists of lists": LAUGHS,
    "a title of lists": f"{LAUGHS}title: *a{ROWS}\n",
    "a mapping in itself": "a: &a\n  <<: *a\n",
    "a list in itself": "title: &a [*a]\n",
    "open brackets": "a: " + "[" * 15_000 + "\n",
    "closed brackets": "a: " + "[" * 7_000 + "]" * 7_000 + "\n",
    "dashes": "- " * 7_000 + "x\n",
    "keys of keys": "? " * 7_000 + "x\n",
    "a long key": "k" * 15_000 + ": v\n",
    "a long key, spelled out": "? " + "k" * 15_000 + "\n: v\n",
    "a long number": "a: " + "9" * 15_000 + "\n",
    "a long hexadecimal": "subtitle: 0x" + "f" * 15_000 + "\n",
    "a long hexadecimal as a key": "0x" + "f" * 900 + ": v\n",
    "a long time": "a: 1" + ":59" * 5_000 + "\n",
    "words that are no numbers": "a: !!int x\nb: !!bool x\nc: !!timestamp x\nd: !!float ''\n",
    "lists as keys": "? [a, b]\n: c\n",
}
LIMITED = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
from pathlib import Path
from ingest.parsing import parse
from ingest.scan.source_file import SourceFile
for block in json.load(sys.stdin):
    raw = f"---\\n{block}title: Harbour\\n---\\nThe wall was rebuilt, said Ana Verrick.\\n".encode()
    print(parse(SourceFile(Path("/in/a.md"), "/in", "a.md", ".md", 10**8), raw).title)
"""


def test_hostile_front_matter_costs_little_and_loses_no_plain_line() -> None:
    blocks = [block for block in HOSTILE.values() if "title" not in block]

    done = subprocess.run(
        [sys.executable, "-c", LIMITED], input=json.dumps(blocks), capture_output=True, text=True, timeout=120
    )

    assert done.stderr == ""
    titles = dict(
        zip(
            (name for name, block in HOSTILE.items() if "title" not in block),
            done.stdout.split(),
            strict=True,
        )
    )
    assert {name for name, title in titles.items() if title != "Harbour"} == set()


@pytest.mark.parametrize("name", ["a title of lists", "a list in itself"])
def test_a_title_that_is_no_word_is_none(name: str) -> None:
    assert article(f"---\n{HOSTILE[name]}---\n{STORY}", "a.md").title.startswith("The harbour of Lindau")


def test_a_title_of_thousands_of_digits_is_none() -> None:
    read = article(f"---\ntitle: 0x{'f' * 15_000}\n---\n{STORY}", "a.md")

    assert read.title.startswith("The harbour of Lindau")


@pytest.mark.parametrize(
    "block",
    [
        '+++\ntitle = "Sand in the harbour"\ndate = 2024-03-05T23:30:00-08:00\n[extra]\nn = 1\n+++\n',
        '+++\ntitle = "Sand in the harbour"\ndate = 2024-03-05\ntags = [broken\n+++\n',
        '{\n  "title": "Sand in the harbour",\n  "date": "2024-03-05",\n  "tags": ["sea"]\n}\n',
        "\n \n---\ntitle: Sand in the harbour\ndate: 2024-03-05\n---\n",
    ],
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_front_matter_is_read_in_each_of_its_notations(block: str, name: str) -> None:
    read = article(block + STORY, name)

    assert (read.title, str(read.published)) == ("Sand in the harbour", "2024-03-05")
    assert read.skipped == (Skipped(0, len(block), "front matter"),)


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{STORY}---\n{STORY}",
        f"+++\n{STORY}+++\n{STORY}",
        f"{{sic}} {STORY}",
        '{"title": "An object alone"}\n',
        '{"title": "An object in a line"} and words\n',
        "{" * 15_000 + STORY,
        '{"a": ' + "[" * 15_000 + STORY,
    ],
)
def test_what_only_begins_like_front_matter_is_text(text: str) -> None:
    read = article(text, "a.md")

    assert read.skipped == () and read.text == text


@pytest.mark.parametrize(
    "block",
    ["aliases: [KCM, Kelder works]", "alias: KCM,  Kelder works", "Aliases:\n- KCM\n- Kelder works\n- 7"],
)
def test_the_other_names_of_a_note_are_read(block: str) -> None:
    read = article(f"---\n{block}\n---\n# Kelder Copper Mine\n\n{STORY}", "a.md")

    assert read.aliases == ("KCM", "Kelder works")
    assert (read.title, read.full_title) == ("Kelder Copper Mine", "Kelder Copper Mine (KCM, Kelder works)")


def test_the_anchors_that_people_write_are_still_understood() -> None:
    block = "house: &h\n  outlet: The Lake\nitem:\n  <<: *h\nheadline: &t Sand in the harbour\ntitle: *t\n"

    assert article(f"---\n{block}---\n{STORY}", "a.md").title == "Sand in the harbour"
