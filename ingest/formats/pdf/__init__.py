"""PDF by pypdf: sentences across lines and pages, tables as rows, without what each page repeats."""

from __future__ import annotations

from ingest.formats.pdf.document import read

__all__ = ["read"]
