"""ODT: all the text that is shown once the changes are accepted, and the document's properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.formats.content import Content
from ingest.formats.odt.story import Story
from ingest.formats.odt.styles import Styles
from ingest.formats.office import Properties, content
from ingest.formats.zip_archive import ZipArchive
from qa_bot.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def read(raw: bytes) -> Content:
    """Raises ArticleError for a file that is damaged, encrypted, far too large, or without text."""
    archive = ZipArchive(raw, "ODT")
    manifest = archive.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        archive.fail_encrypted()
    document = archive.xml("content.xml")
    body = None if document is None else document.find("{*}body/{*}text")
    if document is None or body is None:
        archive.fail()
    story = Story(Styles(archive.xml("styles.xml"), document))
    text = "\n\n".join(map(str, story.blocks(body)))
    if not text:
        raise ArticleError("is an ODT without text")
    return content(text, _properties(archive.xml("meta.xml")))


def _properties(meta: Element | None) -> Properties:
    def said(name: str) -> str:
        return ((None if meta is None else meta.findtext(f"{{*}}meta/{{*}}{name}")) or "").strip()

    return Properties(said("title"), said("creation-date"))
