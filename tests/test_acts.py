"""What asks something of the last answer is told from what asks the articles."""

from __future__ import annotations

import pytest

from qa_bot.query.acts import Act, act_of, last_answered
from qa_bot.types import Question, Turn

PHRASES = {
    Act.SHORTER: """
        shorter | Shorter, please. | Could you make that a bit shorter? | in one sentence
        Say it in two lines, please | tl;dr | TLDR? | a shorter version please | keep it short
        That's too long. | ok, now in a few words | Can you summarise that? | sum it up
        the short version | in brief | Give me the gist of it | in 20 words or less
        in plain words please | too long | could you put it in a single sentence?""",
    Act.SOURCES: """
        sources? | Source? | Where does that come from? | Who says that? | says who?
        What are your sources for that? | which article is that from? | link please
        Where did you get that? | where did you read this | cite your sources | Show me the sources
        according to whom? | in which article? | Where does it say that? | and the source?
        which article says so? | Where is that from? | what is the source of that claim""",
    Act.EVIDENCE: """
        show me the passage | Prove it. | exact words? | Can you show me the exact quote?
        evidence? | any proof? | What evidence do you have for that? | show me the evidence
        quote the passage please | can you prove that? | What does the article say exactly?
        verbatim please | Give me the original wording | back that up | the paragraph, please
        do you have proof of that? | show me the passage that says so""",
    Act.WHY: """
        Why do you say that? | how do you know | Are you sure? | are you really sure about that?
        How certain are you? | What makes you think so? | on what basis? | Is that really true?
        really? | explain your answer | Is that so? | How can you be so sure? | based on what?
        Why should I believe that? | How do you know that? | how sure are you of this? | seriously?
        justify that""",
    Act.MORE: """
        more | Go on. | tell me more | details? | More details, please | continue
        Can you elaborate? | what else? | anything else | more about it | keep going
        Is there more? | in more detail please | Expand on that.
        Could you tell me a bit more about that? | any more information? | Is that all?
        a longer answer please | What else do you know about it?""",
    Act.WRONG: """
        that's wrong | No, that's not right. | incorrect | That is not true! | wrong
        this can't be right | not true | You are mistaken | I don't think so | your answer is wrong
        that isn't correct | No, it's wrong. | That's not what I asked. | I disagree
        that does not answer my question | no, false | thats wrong | that doesn't sound right""",
}
QUESTIONS = """
    Why did the mayor leave? | more about the strike | Who says that the dam will burst?
    Is the new bridge shorter? | How long is it? | Where does the water come from?
    Who wrote the report? | Why? | Which one is shorter? | What evidence did the court see?
    Tell me more about Odile Ferrant | Who is more popular? | What went wrong?
    Are you sure that Brandt resigned? | the strike in one sentence | Who proved it?
    Where was that? | Who said so? | What is the right amount? | How many more came?
    Who was wrong about the flood? | What did he say? | And Varn? | What was the sentence?
    Was it true? | When was that? | How do they know the cause? | What else happened?
    Who continued? | Where is it? | What was in the quoted letter?
    Is the article about the port true? | How much further is Orrin? | Where did she get the money?
    Was the evidence false? | Who made the mistake? | What is the link between the two fires?
    What are the details of the contract? | no | yes | ok | lol | hm | Did they go on strike?
    Will it continue? | Why do they say that? | Who are the sources of the paper?"""


def phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.strip().splitlines() for phrase in line.split(" | ")]


@pytest.mark.parametrize(
    ("act", "text"), [(act, text) for act, texts in PHRASES.items() for text in phrases(texts)]
)
def test_a_message_that_is_all_an_act_is_known(act: Act, text: str) -> None:
    assert act_of(text) is act
    assert act_of(text.upper().replace("'", "’")) is act


@pytest.mark.parametrize("text", phrases(QUESTIONS))
def test_what_has_a_subject_of_its_own_is_a_question(text: str) -> None:
    assert act_of(text) is None


ASKED = (Turn("user", "Who owns the port?"), Turn("assistant", "The town [1].", "a1"))


def test_the_last_answer_is_that_of_the_last_question() -> None:
    found = last_answered(
        Question("sources?", history=(Turn("user", "Hello"), Turn("assistant", "Hi."), *ASKED))
    )
    assert found
    assert (found.text, found.id) == ("Who owns the port?", "a1")
    assert [turn.content for turn in found.history] == ["Hello", "Hi."]


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("Thanks!", Turn("assistant", "You are welcome.")),
        ("sources?", Turn("assistant", "It rests on one.", "a1")),
    ],
)
def test_courtesies_and_acts_leave_the_answer_before_them_the_last(said: str, reply: Turn) -> None:
    found = last_answered(Question("shorter", history=(*ASKED, Turn("user", said), reply)))
    assert found
    assert (found.text, found.id) == ("Who owns the port?", "a1")


@pytest.mark.parametrize(
    "history", [(), (Turn("user", "Who owns the port?"),), (Turn("user", "Hello"), Turn("assistant", "Hi."))]
)
def test_without_an_answer_there_is_no_last_one(history: tuple[Turn, ...]) -> None:
    assert last_answered(Question("sources?", history=history)) is None
