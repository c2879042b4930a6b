"""Where a Neo4j server is, and who asks: a URL without a password, and credentials from the environment."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from kg.errors import UsageError

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
USER, PASSWORD = "NEO4J_USERNAME", "NEO4J_PASSWORD"


@dataclass(frozen=True, slots=True)
class Address:
    """A server and one of its databases (None: the user's default); `str()` gives the URL, which holds no secret."""

    server: str
    database: str | None = None

    @classmethod
    def parse(cls, url: str) -> Self:
        """Take `neo4j://host:port/database` apart; raises UsageError, which never repeats a password.

        >>> Address.parse("neo4j+s://example.org/news")
        Address(server='neo4j+s://example.org', database='news')
        """
        parts = urlsplit(url)
        if "@" in parts.netloc:
            raise UsageError(f"a store's URL holds no user and no password: set {USER} and {PASSWORD}")
        if parts.scheme not in SCHEMES:
            raise UsageError(f"{url}: not a store that kg knows; give a path, or a URL with {'://, '.join(SCHEMES)}://")
        database = parts.path.strip("/")
        try:
            wrong = not parts.hostname or "/" in database or parts.fragment or parts.port == 0
        except ValueError:  # the port is no number
            wrong = True
        if wrong:
            raise UsageError(f"{url}: a store's URL is neo4j://HOST[:PORT][/DATABASE]")
        return cls(urlunsplit((parts.scheme, parts.netloc, "", parts.query, "")), database or None)

    def __str__(self) -> str:
        parts = urlsplit(self.server)
        return urlunsplit((parts.scheme, parts.netloc, self.database or "", parts.query, ""))


def credentials(address: Address) -> tuple[str, str] | None:
    """User and password, from the environment or asked for on a terminal; None where the password is set and empty.

    Raises UsageError where there is none and nobody to ask.
    """
    user, password = os.environ.get(USER) or "neo4j", os.environ.get(PASSWORD)
    if password is None and not sys.stdin.isatty():
        raise UsageError(f"{address}: who are you there? Set {USER} and {PASSWORD} in the environment")
    if password is None:
        password = getpass.getpass(f"password of {user} at {address}: ")
    return (user, password) if password else None
