"""What an office document says of itself: its title, and the day it was made."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.cleaning.dating import byline_date, to_date
from ingest.formats.content import Content
from qa_bot.types import DateSource, Pages

# When the templates of python-docx and python-pptx were made, which their documents have for their own day.
_TEMPLATES = frozenset(("2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z"))
_NO_TITLE = re.compile(r"(?=.*powerpoint).{1,30}|untitled.*", re.IGNORECASE)  # but the program's own


@dataclass(frozen=True, slots=True)
class Properties:
    title: str = ""
    created: str = ""


def content(text: str, properties: Properties, title: str = "", pages: Pages | None = None) -> Content:
    """`title` stands in where the properties have none; a day that the text prints, for that of the file."""
    printed = byline_date(text)
    is_own = properties.created not in _TEMPLATES
    created = to_date(properties.created) if is_own and not printed else None
    return Content(
        text,
        title=("" if _NO_TITLE.fullmatch(properties.title) else properties.title) or title,
        published=printed or created,
        date_source=(
            DateSource.BYLINE if printed else DateSource.INFERRED if created else DateSource.UNKNOWN
        ),
        pages=pages,
    )
