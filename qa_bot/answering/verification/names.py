"""Whether the names of a sentence are known where its quote stands."""

from __future__ import annotations

import re

from qa_bot.text import Vocabulary, content_stems, definitions, names, vocabulary, without_quantities, words
from qa_bot.types import Article


def names_others(text: str, around: str, article: Article) -> bool:
    """Whether it has a name that neither the words around its quote have nor the article's outlet."""
    return bool(unknown_names(text, around, article))


def unknown_names(text: str, around: str, article: Article) -> list[str]:
    """The names of a text that neither the words around its quote have nor the article's outlet."""
    known = vocabulary(f"{around}\n{article.outlet or ''}", article.kept)
    return [name for name in _named(text, article.kept) if not _is_known(name, known, article.kept)]


def _named(text: str, article: str) -> list[str]:
    """Its names, the first word among them unless the article writes it small somewhere."""
    text = without_quantities(text)  # "Two thirds" names nobody
    found = names(text)
    first = next((word for word in words(text)[:1] if word.may_name), None)
    if first and not any(name.startswith(first.text) for name in found):
        plain = re.search(rf"\b{re.escape(first.lower)}\b", article)
        found += [] if plain else [first.text]
    return found


def _is_known(name: str, quote: Vocabulary, article: str) -> bool:
    """The quote has it or what it abbreviates, or the end of it and the article the whole."""
    aliases = definitions(article)
    others = (aliases.get(name), *(short for short, long in aliases.items() if long == name))
    if any(map(quote.has_name, filter(None, (name, *others)))):
        return True
    return name in article and any(map(quote.has_word, content_stems(name)[-1:]))
