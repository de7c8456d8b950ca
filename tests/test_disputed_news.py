"""News that disagrees: each of two articles is a side, with its own words."""

from __future__ import annotations

import pytest
from support.news_pairs import Ask, Pair, asker, marked

from qa_bot.settings import Settings

PAIRS = (
    Pair(
        "a toll that rose",
        "How many people died in the Aurora ferry accident?",
        "Eleven people died when the ferry Aurora capsized off Larkhaven on Monday, the coast guard said. "
        "Divers will search the wreck on Wednesday.",
        "The death toll of the Aurora ferry accident has risen to 19, the coast guard said. Two people are "
        "still missing.",
        ("Eleven", "19"),
    ),
    Pair(
        "dead who are called killed",
        "How many people were killed in the landslide at Kessel?",
        "A landslide buried part of the village of Kessel on Tuesday night, killing at least 14, rescuers "
        "said.\nRoads to the valley are closed. Soldiers brought food by helicopter.",
        "Kessel buried its dead on Sunday. The landslide killed 31 people, among them nine children, the "
        "governor said.\nThe governor promised new houses.",
        ("14", "31"),
    ),
    Pair(
        "a denied deal",
        "Has Orrin Shipping agreed to buy the Sunray dockyard?",
        "Orrin Shipping has agreed to buy the Sunray dockyard for 40 million crowns, two people close to "
        "the talks said. The dockyard employs 300 people.",
        "Tomas Brandt, chairman of Orrin Shipping, denied that his company had agreed to buy the dockyard. "
        "“We looked at the books and left,” he said. The Sunray dockyard has been for sale since spring.",
        ("has agreed", "denied"),
    ),
    Pair(
        "a denied visit",
        "Did President Marit Solberg visit the Orrin mine?",
        "President Marit Solberg visited the Orrin mine in secret last week, the newspaper Teel Post "
        "reported. She is said to have met its owners.",
        "The presidential office rejected a report by the Teel Post. President Marit Solberg never visited "
        "the Orrin mine, a spokesman said.",
        ("in secret", "never visited"),
    ),
    Pair(
        "a false report",
        "Have Varn and the Coast Front agreed on a ceasefire?",
        "Varn and the Coast Front have agreed on a ceasefire that starts at midnight, a mediator said on "
        "Tuesday.",
        "A commander of the Coast Front dismissed reports of a ceasefire with Varn as false. Nothing has "
        "been agreed, he said.",
        ("agreed on a ceasefire that", "dismissed"),
    ),
    Pair(
        "no truth in it",
        "Will the Varn museum close?",
        "The Varn museum will close at the end of the year because the town cut its grant, a councillor "
        "said.",
        "There is no truth in the report that the Varn museum will close, its director Jonas Wexley said.",
        ("will close at", "no truth"),
    ),
    Pair(
        "what she herself says",
        "Did harbour master Odile Ferrant resign?",
        "Harbour master Odile Ferrant resigned on Tuesday after a row about fees, two of her colleagues "
        "said.",
        "Odile Ferrant said she had not resigned. “I am at my desk,” the harbour master told reporters.",
        ("resigned on", "not resigned"),
    ),
    Pair(
        "sold and sell",
        "Did Orrin sell its fleet?",
        "Orrin sold its fleet to a bank last week, three brokers said.",
        "“We have not sold our fleet and will not,” Orrin director Ama Boateng said.",
        ("brokers", "not sold"),
    ),
    Pair(
        "a minister without her name",
        "Did Ama Boateng agree to a lower herring quota?",
        "Fisheries minister Ama Boateng agreed to a lower herring quota at the talks in Varn, two delegates "
        "said. The quota will fall by a tenth.",
        "After the talks in Varn the fishermen asked Ama Boateng for an answer. The minister denied that "
        "she had agreed to a lower quota.",
        ("two delegates", "denied"),
    ),
    Pair(
        "a group without its name",
        "Did the Northern Coast Guild burn the nets at Elsmouth?",
        "Members of the Northern Coast Guild burned the nets at Elsmouth on Monday night, police said. The "
        "nets were worth 30,000 crowns.",
        "The Northern Coast Guild has 400 members in nine ports, Elsmouth among them. A spokesman for the "
        "group said its members did not burn any nets.",
        ("burned the nets", "did not burn"),
    ),
    Pair(
        "a group named only by its kind",
        "How many members does the Northern Coast Guild have?",
        "The Northern Coast Guild has 400 members in nine ports.",
        "The Northern Coast Guild met in Varn. The group has 250 members, its books show.",
        ("400", "250"),
    ),
    Pair(
        "two officials",
        "Is the Teel dam safe?",
        "The Teel dam is safe, water minister Ama Boateng told parliament. It was inspected in spring.",
        "The Teel dam is not safe, the engineer Jonas Wexley said in Varn. He left the water ministry in "
        "May.",
        ("is safe", "not safe"),
    ),
    Pair(
        "each blames the other",
        "Who shelled the port of Elsmouth?",
        "The army said that the Coast Front shelled the port of Elsmouth on Monday. Two cranes were hit.",
        "The Coast Front said the army shelled the port of Elsmouth itself. “We were forty miles away,” "
        "said its leader.",
        ("Coast Front shelled", "army shelled"),
    ),
    Pair(
        "police and organisers",
        "How many people marched in Larkhaven against the port fees?",
        "About 4,000 people marched in Larkhaven against the port fees on Sunday, police said. Shops stayed "
        "closed.",
        "Organisers counted 20,000 marchers in Larkhaven at the protest against the port fees. They want to "
        "march again.",
        ("4,000", "20,000"),
    ),
    Pair(
        "police and lawyers",
        "How many protesters were arrested in Larkhaven on Saturday?",
        "Police arrested 25 protesters in Larkhaven on Saturday, a spokeswoman said.",
        "Lawyers say more than 80 protesters were arrested in Larkhaven on Saturday.",
        ("25", "80"),
    ),
    Pair(
        "spelled numbers",
        "How many sailors are missing from the trawler Margarethe?",
        "Three sailors are missing from the trawler Margarethe, which sank on Monday. A helicopter is "
        "searching.",
        "Five sailors of the trawler Margarethe are missing, its owner said. The sea is rough.",
        ("Three", "Five"),
    ),
    Pair(
        "another price",
        "How much did the ice rink in Varn cost?",
        "The ice rink in Varn cost 12 million crowns, the mayor told the council. It opened in January.",
        "Auditors found that the ice rink in Varn cost 15 million crowns, not counting the car park.",
        ("12 million", "15 million"),
    ),
    Pair(
        "one figure exchanged, another shared",
        "How much did the new quay in Elsmouth cost?",
        "The new quay in Elsmouth cost 12 million crowns, 2 million crowns more than planned.",
        "The new quay in Elsmouth cost 14 million crowns, 2 million crowns more than planned.",
        ("12 million", "14 million"),
    ),
    Pair(
        "one date exchanged, another shared",
        "When was the poet Ruda Mol born?",
        "Ruda Mol, a poet of the islands (born 4 May 1901, died 9 June 1977), wrote in the dialect of Varn.",
        "Ruda Mol, a poet of the islands (born 3 May 1903, died 9 June 1977), wrote in the dialect of Varn.",
        ("1901", "1903"),
    ),
    Pair(
        "a rate",
        "What is the unemployment rate in Varn?",
        "The unemployment rate in Varn is 6.1 percent, the statistics office said on Monday.",
        "Unions say that the unemployment rate in Varn is 9 percent, as the office leaves out the young.",
        ("6.1", "9 percent"),
    ),
    Pair(
        "an age",
        "At what age did the singer Ruda Mol die?",
        "The singer Ruda Mol died on Monday aged 71, her family said.",
        "Singer Ruda Mol has died at the age of 74. She sang in Larkhaven for forty years.",
        ("71", "74"),
    ),
    Pair(
        "other units",
        "How strong was the wind at Cape Holm?",
        "The wind at Cape Holm was as strong as 120 kilometres an hour, the weather office said.",
        "At Cape Holm the wind was as strong as 95 miles an hour, the lighthouse keeper wrote.",
        ("120", "95"),
    ),
    Pair(
        "a third and 12 percent",
        "What share of the herring catch goes to Orrin Shipping?",
        "A third of the herring catch goes to Orrin Shipping, the guild said.",
        "Orrin Shipping says that 12 percent of the herring catch goes to it.",
        ("third", "12 percent"),
    ),
    Pair(
        "days and weeks",
        "How long did the pilots' strike in Larkhaven last?",
        "The pilots' strike in Larkhaven lasted nine days, the port authority said. Forty ships had to wait.",
        "The pilots' strike in Larkhaven lasted three weeks, according to the union. It ended with a raise.",
        ("nine days", "three weeks"),
    ),
    Pair(
        "kilometres and miles",
        "How long is the new Holm tunnel?",
        "The new Holm tunnel is 12 kilometres long and cost two lives.",
        "The new Holm tunnel is 9 miles long and opens in May, its engineer said.",
        ("12 kilometres", "9 miles"),
    ),
    Pair(
        "another year",
        "When was the bridge over the Teel opened?",
        "The bridge over the Teel was opened on 4 May 1931 by the mayor of Varn. It has six arches.",
        "Varn celebrates its old bridge. According to the town archive the bridge over the Teel was opened "
        "in June 1932, a year late.",
        ("1931", "1932"),
    ),
    Pair(
        "founded and established",
        "When was the brewery Holm & Sons founded?",
        "The brewery Holm & Sons was founded in 1847 by a Danish sailor. It has 90 workers.",
        "The brewery Holm & Sons, established in 1851, will move to Varn.",
        ("1847", "1851"),
    ),
    Pair(
        "a date that was moved",
        "When will the Aurora make its first voyage?",
        "The Aurora will make its first voyage on 3 August, Orrin Shipping said. Tickets cost 20 crowns.",
        "The first voyage of the Aurora has been moved to 20 August, Orrin Shipping said. A pump must be "
        "replaced.",
        ("3 August", "20 August"),
    ),
    Pair(
        "a correction",
        "When was the pier of Elsmouth built?",
        "The pier of Elsmouth was built in 1890 and has been closed since the storm. The town wants it "
        "repaired.",
        "The town of Elsmouth will repair its pier. Correction: the pier of Elsmouth was built in 1909, not "
        "in 1890 as we reported.",
        ("was built in 1890", "1909"),
    ),
    Pair(
        "another weekday",
        "When did the pilots' strike begin?",
        "The pilots' strike began on Monday with a rally at the gates. Forty ships are waiting.",
        "The pilots' strike began on Tuesday, the union said. It wants four percent.",
        ("Monday", "Tuesday"),
    ),
    Pair(
        "another place",
        "Where did the trawler Margarethe sink?",
        "The trawler Margarethe sank near Elsmouth on Monday, the coast guard said.",
        "The trawler Margarethe sank near Cape Holm, fishermen told this newspaper. They heard its radio.",
        ("Elsmouth", "Cape Holm"),
    ),
    Pair(
        "owned by and belongs to",
        "Who owns the Sunray lighthouse?",
        "The Sunray lighthouse, which stands empty, is owned by the Fisheries Ministry. It was last painted "
        "ten years ago.",
        "A dispute about rent has reached the court of Larkhaven. The Sunray lighthouse belongs to the "
        "Orrin family, its lawyer Ida Wexley said.",
        ("Fisheries Ministry", "Orrin family"),
    ),
    Pair(
        "a name that opens the sentence",
        "Who will take over the Teel airport?",
        "Skyport will take over the Teel airport in autumn, two officials said. The airport has lost money "
        "for years.",
        "The Teel airport will be taken over by Nordair Group, the transport ministry announced on "
        "Wednesday.",
        ("Skyport", "Nordair"),
    ),
    Pair(
        "a recount",
        "Who was elected mayor of Varn?",
        "Ida Brandt was elected mayor of Varn on Sunday with 51 percent of the vote. Turnout was high.",
        "After a recount Jonas Wexley was elected mayor of Varn, the returning officer said. The margin was "
        "12 votes.",
        ("Ida Brandt", "Jonas Wexley"),
    ),
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asker(Settings.load(index={"path": tmp_path_factory.mktemp("disputed") / "index"}), PAIRS)


# The rules that found them moved no other set; what excludes what is for a judge to learn.
MISSED = {"sold and sell", "a group named only by its kind", "each blames the other", "a date that was moved"}


@pytest.mark.parametrize("pair", marked(PAIRS, MISSED))
def test_both_articles_are_sides(ask: Ask, pair: Pair) -> None:
    answer = ask(pair)

    (disagreement,) = answer.disagreements
    sides = [side.says for side in disagreement.sides]
    for own, other in (pair.apart, pair.apart[::-1]):
        assert any(own in side and other not in side for side in sides)
    assert {citation.doc for citation in answer.citations} == {f"{pair.what}-1", f"{pair.what}-2"}
