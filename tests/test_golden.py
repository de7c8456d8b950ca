"""The golden answers of every form: what is asked, what was accepted, and how a difference is shown."""

from __future__ import annotations

from pathlib import Path

from qa_bot.evals import golden_forms
from qa_bot.evals.golden_forms import FormQuestion
from qa_bot.types import Form

GOLDEN = Path(__file__).parent / "data" / "golden"
FORMS = GOLDEN / "forms"
WHO = FormQuestion("fact-1", Form.FACT, "stories", "Who runs the port?")
LIST = FormQuestion("list-1", Form.LIST, "stories", "Name all cranes.", held_out=True)


def test_the_golden_questions_ask_for_every_form_and_half_of_each_is_held_out() -> None:
    asked = golden_forms.questions(FORMS)
    assert {one.form for one in asked} == set(Form) - {Form.TALK}
    assert len({one.id for one in asked}) == len(asked)
    for form in set(Form) - {Form.TALK}:
        held = [one.held_out for one in asked if one.form is form]
        assert 0.3 <= sum(held) / len(held) <= 0.7


def test_every_golden_question_has_an_accepted_answer_in_its_file() -> None:
    accepted = golden_forms.read(FORMS)
    asked = golden_forms.questions(FORMS)
    assert accepted.keys() == {one.id for one in asked}
    for one in asked:
        assert accepted[one.id].startswith(one.question)
        assert f"## {one.id}\n" in (FORMS / one.place).read_text(encoding="utf-8")


def test_accepted_answers_are_read_as_they_were_written(tmp_path: Path) -> None:
    printed = {"fact-1": "Who runs the port?\n\n```text\nMara Orrin [1].\n```", "list-1": "Name all cranes."}
    golden_forms.write(tmp_path, [WHO, LIST], printed)
    assert golden_forms.read(tmp_path) == printed
    assert (tmp_path / "held-out" / "list.md").is_file()


def test_a_difference_shows_the_question_and_the_lines_that_changed() -> None:
    before, now = {"fact-1": "Mara Orrin [1].\nSources"}, {"fact-1": "Tem Vale [1].\nSources", "list-1": "5."}
    (shown,) = golden_forms.differences([WHO], now, before)
    assert shown.splitlines()[0] == "## fact-1: Who runs the port?"
    assert {"-Mara Orrin [1].", "+Tem Vale [1]."} < set(shown.splitlines())
    assert list(golden_forms.differences([WHO], now, now)) == []
