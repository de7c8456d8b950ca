"""What is nobody else's: credentials in addresses, and the folders and files of whoever runs the commands.

Rights are given to each folder and file as it is made: the umask is the process's, which may be a caller's.
On systems without POSIX rights they have those that the system gives them.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

FOLDER, FILE = 0o700, 0o600  # rights of the owner alone
_OTHERS = 0o077
# A whole one, or the end of a relative one.
_ADDRESS = re.compile(r"(?:\b[a-z][a-z0-9+.-]{0,30}://|\?)[^\s\"'<>]+", re.IGNORECASE)
_USERINFO = re.compile(r"(?<=://)[^/?#]*@")
# Parameters by the names that APIs, object stores and single sign-on give them. A `key` of digits alone is as
# good as always the number of an article.
_PARAMETER = re.compile(
    r";jsessionid=[^?&;#]*|"  # of a path, which a query may follow
    r"(\?|\#|&amp;|[&;])"
    r"(?:[\w.-]*(?:token|signature|secret|passw(?:or)?d|credentials?|hmac|jwt|session(?:[_-]?id)?|accesskeyid)"
    r"|[\w.-]*(?:api|access|auth|private|subscription|license)[_-]?key"
    r"|(?:[\w.-]*[_.-])?(?:sig|pwd|pass|auth|authorization|key(?!=\d+(?:[&;#]|\Z))))"
    r"=[^&;#]*",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"(?<=[?#])(?:&amp;|[&;])+|[?#](?=\#|\Z)")


def without_credentials(text: str) -> str:
    """An address, or a text with addresses in it, without user names, passwords, keys, tokens and signatures.

    An address that has none is as it was. What stands outside of addresses stays.
    """
    return _ADDRESS.sub(lambda found: _public(found[0]), text)


def with_blanked_credentials(text: str) -> str:
    """The same with a space for each of their characters, so that offsets stay."""

    def blanked(address: str) -> str:
        for pattern in (_USERINFO, _PARAMETER):
            address = pattern.sub(lambda found: " " * len(found[0]), address)
        return address

    return _ADDRESS.sub(lambda found: blanked(found[0]), text)


def _public(address: str) -> str:
    anonymous = _USERINFO.sub("", address)
    shorter = _PARAMETER.sub(lambda found: found[1] if found[1] in ("?", "#") else "", anonymous)
    if shorter == anonymous:
        return anonymous
    while (tidy := _EMPTY.sub("", shorter)) != shorter:
        shorter = tidy
    return tidy


def is_near(address: str) -> bool:
    """Whether it is by name this machine, or by number this machine or one of a private network."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ip_address(host).is_private
    except ValueError:
        return False


def make_folder(folder: Path) -> None:
    """Makes it, and what is missing above it, for the owner alone; one that is there keeps its rights.

    Raises OSError.
    """
    for each in reversed((folder, *folder.parents)):
        if not each.exists():
            each.mkdir(FOLDER, exist_ok=True)


def make_own_folder(folder: Path) -> None:
    """The same of a folder that nobody but us makes: others lose their rights to one that is there."""
    make_folder(folder)
    _close_to_others(folder)


def create(path: Path) -> None:
    """An empty file for the owner alone, if there is none; others lose their rights to one that is there.

    For libraries that open files themselves. SQLite gives its logs the rights of their database. A file that
    is there is not opened: SQLite's locks end as soon as anybody in the process closes it.
    """
    path.touch(FILE)
    _close_to_others(path)


def opened_new(path: Path) -> BinaryIO:
    """A new file for the owner alone, to write to, in place of one that is there."""
    path.unlink(missing_ok=True)
    return open(path, "wb", opener=lambda name, flags: os.open(name, flags, FILE))


def write(path: Path, content: bytes) -> None:
    """Puts a file for the owner alone in place of the one that was there: whole, or not at all."""
    new = path.with_name(f"{path.name}.new")
    with opened_new(new) as file:
        file.write(content)
    new.replace(path)


def is_open_to_others(path: Path) -> bool:
    """Whether anybody but the owner has rights to it; never where rights are not those of POSIX."""
    return os.name == "posix" and bool(path.stat().st_mode & _OTHERS)


def _close_to_others(path: Path) -> None:
    with suppress(OSError):  # it is another user's, who shares it with us, or its disk has no such rights
        if is_open_to_others(path):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)
