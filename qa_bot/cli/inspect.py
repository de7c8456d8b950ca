"""`articles`, `status` and `doctor`: what is in the index and whether all is well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_bot.cli import options
from qa_bot.cli.timeline import NOT_TOLD, articles_on, nothing_on
from qa_bot.errors import UsageError
from qa_bot.rendering import json as jsonlines
from qa_bot.rendering import quotations_object, quotations_text
from qa_bot.rendering import text as rendering
from qa_bot.types import Article

if TYPE_CHECKING:
    from qa_bot.index import Index


@click.group(
    invoke_without_command=True,
    epilog=options.example(
        "qa-bot articles",
        "qa-bot articles show larkhaven-port.md",
        'qa-bot articles --story "port of Larkhaven"',
    ),
)
@click.option(
    "--story",
    metavar="TEXT",
    help="List only the story that TEXT is about, or that the article with this id is of, oldest first.",
)
@options.as_json
@options.index
@click.pass_context
def articles(context: click.Context, story: str | None, as_json: bool, index: Path | None) -> int:
    """List the articles, with the copies of one story labelled.

    Exit code 3: no article is about the TEXT of --story.
    """
    if context.invoked_subcommand:
        return 0
    opened = _opened(index)
    listed = list(articles_on(story, index)[0]) if story is not None else opened.list_articles()
    copies = _copies(listed, opened)
    if as_json:
        click.echo(jsonlines.dumps([jsonlines.article_object(each, copies[each.id]) for each in listed]))
    elif listed:
        click.echo(rendering.articles_text(listed, copies))
    elif story is not None:
        click.echo(nothing_on(story), err=True)
    else:
        click.echo("The index has no articles yet; run `qa-ingest PATH`.", err=True)
    return NOT_TOLD if story is not None and not listed else 0


@articles.command(
    epilog=options.example(
        "qa-bot articles show larkhaven-port.md",
        "qa-bot articles show larkhaven-port.md --history",
        "qa-bot articles show larkhaven-port.md --quotations",
    )
)
@click.argument("article_id", metavar="ID")
@click.option("--history", is_flag=True, help="Show its earlier versions' hashes and dates instead.")
@click.option("--quotations", is_flag=True, help="Show who says what in it instead.")
@options.as_json
@options.index
def show(article_id: str, history: bool, quotations: bool, as_json: bool, index: Path | None) -> None:
    """Show one article whole, with what the index leaves out marked and why."""
    opened = _opened(index)
    article = opened.articles([article_id]).get(article_id)
    if article is None:
        raise UsageError(f"No article has the id {article_id!r}; `qa-bot articles` lists the ids.")
    if history:
        shown = jsonlines.dumps(jsonlines.history_object(article)) if as_json else None
        click.echo(shown or rendering.history_text(article))
        return
    if quotations:
        found = opened.facts([article_id])[article_id]
        shown = jsonlines.dumps(quotations_object(article, found)) if as_json else None
        click.echo(shown or quotations_text(article, found))
        return
    copies = _copies(opened.list_articles(), opened)[article_id]
    if as_json:
        click.echo(jsonlines.dumps(jsonlines.whole_article_object(article, copies)))
    else:
        click.echo(rendering.article_text(article, copies))


@click.command(epilog=options.example("qa-bot status --json"))
@options.as_json
@options.index
def status(as_json: bool, index: Path | None) -> None:
    """Show what the index holds and which models are in use."""
    from qa_bot.index import read_status
    from qa_bot.receipts import Spending

    settings = options.load_settings(index)
    found, spent = read_status(settings), Spending.of(settings).today()
    if as_json:
        click.echo(jsonlines.dumps(jsonlines.status_object(found, spent, settings.cost)))
    else:
        click.echo(rendering.status_text(found, spent, settings.cost))


@click.command(epilog=options.example("qa-bot doctor"))
@options.index
def doctor(index: Path | None) -> int:
    """Check all that a question needs, and say what to mend.

    Where a model writes the answers it is asked for a word; else nothing is sent anywhere.
    """
    from qa_bot.cli.doctor import examine, finding_text

    exit_code = 0
    for finding in examine(lambda: options.load_settings(index)):
        click.echo(finding_text(finding))
        exit_code = exit_code or finding.exit_code
    return exit_code


def _opened(index: Path | None) -> Index:
    from qa_bot.index import Index

    return Index.open(options.load_settings(index))


def _copies(listed: Sequence[Article], index: Index) -> Mapping[str, tuple[str, ...]]:
    """An article's id -> the ids of the other copies of its story."""
    from qa_bot.text import groups

    group_of = groups(listed, index.articles)
    members: dict[str, list[str]] = defaultdict(list)
    for article in listed:
        members[group_of[article.id]].append(article.id)
    return {
        article.id: tuple(other for other in members[group_of[article.id]] if other != article.id)
        for article in listed
    }
