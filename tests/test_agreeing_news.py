"""News that only looks as if it disagreed."""

from __future__ import annotations

import pytest
from support.news_pairs import Ask, Pair, asker, marked

from qa_bot.settings import Settings

PAIRS = (
    Pair(
        "rounded",
        "How much did the ice rink in Varn cost?",
        "The ice rink in Varn cost nearly 4 million crowns, the mayor said.",
        "The ice rink in Varn cost 3.96 million crowns, the audit says.",
    ),
    Pair(
        "converted",
        "How long is the Teel canal?",
        "The Teel canal is 10 kilometres long and has two locks.",
        "The Teel canal, 6.2 miles long, freezes in winter.",
    ),
    Pair(
        "metres and feet",
        "How tall is the Teel tower?",
        "The Teel tower is 100 metres tall.",
        "The Teel tower, 328 feet tall, has 512 steps.",
    ),
    Pair(
        "spelled out",
        "How many people died in the Aurora accident?",
        "Twelve people died in the Aurora accident, the coast guard said.",
        "The Aurora accident, in which 12 people died, led to new rules.",
    ),
    Pair(
        "half and 50 percent",
        "What share of the herring catch goes to Orrin Shipping?",
        "Half of the herring catch goes to Orrin Shipping, the guild said.",
        "Orrin Shipping gets 50 percent of the herring catch.",
    ),
    Pair(
        "a number and a share",
        "How many of the pilots voted for the strike?",
        "Of the 200 pilots 150 pilots voted for the strike.",
        "Three quarters of the pilots voted for the strike.",
    ),
    Pair(
        "two currencies",
        "How much did Orrin Shipping pay for the Sunray dockyard?",
        "Orrin Shipping paid $40 million for the Sunray dockyard.",
        "Orrin Shipping paid €37 million for the Sunray dockyard.",
    ),
    Pair(
        "at least",
        "How many people were hurt in the Larkhaven fire?",
        "At least 30 people were hurt in the Larkhaven fire, a nurse said.",
        "In all 32 people were hurt in the Larkhaven fire, the hospital said.",
    ),
    Pair(
        "a part of the whole",
        "How many houses burned in Kessel?",
        "In all 40 houses burned in Kessel, the fire chief said.",
        "In Upper Street 12 houses burned. In all of Kessel 40 houses burned.",
    ),
    Pair(
        "a demand beside the pay",
        "How much will nurses in Varn be paid?",
        "Nurses in Varn will be paid 2,400 crowns a month from May.",
        "Nurses in Varn, who will be paid 2,400 crowns, had asked for 2,900 crowns.",
    ),
    Pair(
        "an older toll beside it",
        "How many people were killed in the landslide at Kessel?",
        "A landslide at Kessel killed 31 people on Tuesday, among them nine children, the governor said. "
        "Ten houses were buried.",
        "Thirty-one people were killed in the landslide at Kessel. In 2004 a flood there killed 12.",
    ),
    Pair(
        "another year’s fire",
        "How many people died in the granary fire of 2023 in Varn?",
        "Five people died in the granary fire of 2023 in Varn.",
        "In the granary fire of 2011 in Varn three people died.",
    ),
    Pair(
        "another year’s catch",
        "How many tonnes of herring were landed in Larkhaven in 2023?",
        "In 2022, 3,000 tonnes of herring were landed in Larkhaven.",
        "In 2023, 3,400 tonnes of herring were landed in Larkhaven.",
    ),
    Pair(
        "town and district",
        "How many people live in the town of Varn?",
        "About 40,000 people live in the town of Varn. Most work at the dockyard.",
        "About 120,000 people live in the district of Varn, which has nine villages.",
    ),
    Pair(
        "repairs",
        "How much did the ferry Aurora cost?",
        "The ferry Aurora cost 12 million crowns when it was built.",
        "Repairs of the ferry Aurora cost 2 million crowns this spring.",
    ),
    Pair(
        "month and day",
        "When was the Varn ice rink opened?",
        "The Varn ice rink was opened in January.",
        "The Varn ice rink was opened on 14 January 2024.",
    ),
    Pair(
        "the year it was built beside the day it sank",
        "When did the Aurora sink?",
        "The Aurora sank on 3 June off Larkhaven.",
        "The Aurora, which sank off Larkhaven on June 3, was built in 1998.",
    ),
    Pair(
        "another event",
        "When was Odile Ferrant appointed harbour master?",
        "Odile Ferrant was appointed harbour master in 2019.",
        "Odile Ferrant, appointed harbour master in 2019, took leave in 2023.",
    ),
    Pair(
        "a syndicated copy",
        "How many boats were lost in the storm at Elsmouth?",
        "The storm at Elsmouth destroyed the old pier on Monday. Forty boats were lost, said the harbour "
        "office. The town will ask the government for help, its mayor Ida Brandt told reporters on the "
        "quay.",
        "The storm at Elsmouth destroyed the old pier on Monday. Forty boats were lost, said the harbour "
        "office. The town will ask the government for help, its mayor Ida Brandt told reporters on the "
        "quay.",
    ),
    Pair(
        "quoted and stated",
        "How many boats did the storm at Elsmouth destroy?",
        "“The storm at Elsmouth destroyed 40 boats,” said Ida Brandt, the mayor.",
        "The storm at Elsmouth destroyed 40 boats and the old pier.",
    ),
    Pair(
        "spelled otherwise",
        "Who designed the concert hall in Larkhaven?",
        "The concert hall in Larkhaven was designed by Anneke Wexley.",
        "Anneke Wexleigh designed the concert hall in Larkhaven, which opens in May.",
    ),
    Pair(
        "the last name",
        "Who leads the pilots' union?",
        "The pilots' union is led by Tomas Brandt, a former captain.",
        "Brandt, who leads the pilots' union, called for talks.",
    ),
    Pair(
        "an abbreviation",
        "Who bought the ferry Aurora?",
        "The Larkhaven Port Authority (LPA) bought the ferry Aurora in March.",
        "The LPA, as the Larkhaven Port Authority (LPA) is called, bought the ferry Aurora for 12 million "
        "crowns.",
    ),
    Pair(
        "who came before",
        "Who is the harbour master of Larkhaven?",
        "Odile Ferrant is the harbour master of Larkhaven.",
        "Odile Ferrant succeeded Piet Holm as the harbour master of Larkhaven.",
    ),
    Pair(
        "several who attended",
        "Who attended the herring talks in Varn?",
        "Fisheries minister Ama Boateng attended the herring talks in Varn.",
        "Tomas Brandt of the pilots' union attended the herring talks in Varn too.",
    ),
    Pair(
        "several who won",
        "Who won medals at the Teel regatta?",
        "Elin Aske won a medal at the Teel regatta.",
        "Ruda Mol won a medal at the Teel regatta.",
    ),
    Pair(
        "a denial of something else",
        "Who bought the Sunray dockyard?",
        "Orrin Shipping bought the Sunray dockyard in March for 40 million crowns.",
        "Orrin Shipping, owner of the Sunray dockyard, denied that it had paid its pilots late.",
    ),
    Pair(
        "a denial of another thing",
        "Who owns the newspaper Teel Post?",
        "The newspaper Teel Post is owned by Marit Solberg.",
        "Marit Solberg, who owns the Teel Post, denied that she chooses its articles.",
    ),
    Pair(
        "could not",
        "Did the port of Larkhaven close during the storm?",
        "The port of Larkhaven closed during the storm on Monday.",
        "The port of Larkhaven closed during the storm, its spokesman said. Ships could not leave.",
    ),
    Pair(
        "said by one, said by the other",
        "Did the army close the bridge?",
        "The army closed the bridge at noon, residents said.",
        "The army said that it had closed the bridge because of the flood.",
    ),
    Pair(
        "a place in a place",
        "Where was the bronze bell found?",
        "The bronze bell was found in Varn last week.",
        "The bronze bell was found in the cellar of the Old Mill in Varn.",
    ),
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asker(Settings.load(index={"path": tmp_path_factory.mktemp("agreeing") / "index"}), PAIRS)


# The rules that kept them apart moved no other set; what excludes what is for a judge to learn.
MISSED = {"town and district", "repairs", "several who attended"}


@pytest.mark.parametrize("pair", marked(PAIRS, MISSED))
def test_what_agrees_is_no_disagreement(ask: Ask, pair: Pair) -> None:
    answer = ask(pair)

    assert answer.citations
    assert answer.disagreements == ()
