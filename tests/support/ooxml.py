"""Office Open XML for the tests: parts, and how they refer to each other."""

from __future__ import annotations

from collections.abc import Mapping

from support.zipped import zipped

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE = (
    '<cp:coreProperties xmlns:cp="urn:core" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/">{}</cp:coreProperties>'
)


def relationships(targets: Mapping[str, str]) -> str:
    """Of targets to their kinds; the ids are their places: r1, r2, …"""
    each = (
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(each)}</Relationships>'


def office(main: str, parts: Mapping[str, str], core: str = "") -> bytes:
    """A file whose document is the part `main`; `core` is the inside of its properties."""
    return zipped(
        {
            "_rels/.rels": relationships({main: "officeDocument", "docProps/core.xml": "core-properties"}),
            "docProps/core.xml": CORE.format(core),
            **parts,
        }
    )
