"""`timeline`: a subject in, what the articles tell of it day by day out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from qa_bot.cli import options
from qa_bot.errors import UsageError
from qa_bot.rendering import json as jsonlines
from qa_bot.types import Article, Question, Scope

NOT_TOLD = 3
_MOST = 12  # rows, unless all are asked for
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    epilog=options.example(
        'qa-bot timeline "port of Larkhaven"', 'qa-bot timeline "port of Larkhaven" --since 2025-01-01 --all'
    )
)
@click.argument("subject", metavar="TEXT")
@click.option(
    "--since", type=_DAY, metavar="DATE", help="Leave out what was over before this day (YYYY-MM-DD)."
)
@click.option("--until", type=_DAY, metavar="DATE", help="Leave out what began after this day (YYYY-MM-DD).")
@click.option(
    "--as-of", type=_DAY, metavar="DATE", help="Use no article published after this day (YYYY-MM-DD)."
)
@click.option("--all", "whole", is_flag=True, help=f"Show every row, not the {_MOST} that say most.")
@options.as_json
@options.index
def timeline(
    subject: str,
    since: datetime | None,
    until: datetime | None,
    as_of: datetime | None,
    whole: bool,
    as_json: bool,
    index: Path | None,
) -> int:
    """Show what happened to the subject of a TEXT, day by day.

    Each row is a sentence of an article about it or of the same story, which names the day, or leads an
    article that was published then. TEXT may be an article's id. Exit code 3: no article is about it.
    """
    from qa_bot.query import parts_of
    from qa_bot.rendering import timeline as rendering
    from qa_bot.retrieval import foremost
    from qa_bot.retrieval import timeline as rows_of

    told, named = articles_on(subject, index, _date(as_of))
    stems = parts_of(named)[0].stems
    rows = rows_of(told, stems, _date(since), _date(until))
    shown = rows if whole else foremost(rows, _MOST)
    left_out = len(rows) - len(shown)
    if as_json:
        click.echo(jsonlines.dumps(rendering.timeline_object(subject, shown, left_out)))
    elif shown:
        click.echo(rendering.timeline_text(shown, left_out, options.width()))
    else:
        click.echo(nothing_on(subject), err=True)
    return 0 if shown else NOT_TOLD


def articles_on(text: str, index: Path | None, as_of: date | None = None) -> tuple[tuple[Article, ...], str]:
    """The articles about a text with all of their stories, oldest first; and their subject.

    That is the text itself, or the title of the article whose id it is. Raises UsageError for an empty text.
    """
    from qa_bot.index import Index
    from qa_bot.query import parts_of
    from qa_bot.retrieval import MOST_PASSAGES, about, stories

    if not any(map(str.isalnum, text)):
        raise UsageError('The text is empty; name a subject, e.g. "port of Larkhaven", or an article\'s id.')
    settings = options.load_settings(index)
    opened = Index.open(settings)
    subject, best = text, tuple(opened.articles([text]).values())
    if best:
        subject = best[0].title
    else:
        responder = options.open_responder(settings)
        passages = responder.search(Question(text, as_of=as_of, top=MOST_PASSAGES))
        best = about(parts_of(text)[0], passages)
    return opened.read(lambda snapshot: stories(snapshot, best, Scope(as_of))), subject


def nothing_on(text: str) -> str:
    return f"No article is about {text!r}; `qa-bot search` shows what comes nearest."


def _date(day: datetime | None) -> date | None:
    return day.date() if day else None
