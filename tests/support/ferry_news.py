"""Two articles, what one of them says, and the question that it answers."""

from __future__ import annotations

from datetime import date

from support.indexed import indexed

FERRY = indexed(
    "ferry.txt",
    "The Larkhaven Port Authority bought the ferry Aurora in March 2023 for 12 million crowns. "
    "Harbour master Odile Ferrant said the ship would carry 400 passengers to Sunray island. "
    "The Port Authority denied that it had sold the old pier to a hotel chain.",
    title="A new ferry for the island",
    published=date(2023, 4, 2),
)
STRIKE = indexed(
    "strike.txt",
    "Pilots in Larkhaven went on strike on 9 June 2024 over pay. Their leader, Tomas Brandt, called the "
    "offer of four percent an insult.",
    title="Pilots strike",
)
ARTICLES = (FERRY.article, STRIKE.article)
ASKED = "When did the Larkhaven Port Authority buy the ferry Aurora?"
BOUGHT = "The Larkhaven Port Authority bought the ferry Aurora in March 2023 for 12 million crowns"
CARRIES = "Harbour master Odile Ferrant said the ship would carry 400 passengers to Sunray island"
