"""One connection to a server: statements in managed transactions, and every error in words.

The driver retries what is worth retrying (a connection that dropped, a deadlock, a server that starts) for half a
minute; not where the connection broke in the middle of a commit, since nobody knows whether that was carried out. All
our transactions may be carried out again, so it is tried again here. What is left becomes a KgError; nothing of the
driver's own texts that could hold a secret is repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from typing import Any, TypeVar

from neo4j import READ_ACCESS, WRITE_ACCESS, GraphDatabase, ManagedTransaction, Session
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    UnsupportedServerProduct,
)

from kg.errors import KgError
from kg.stores.base import QueryFailed
from kg.stores.neo4j.address import Address, credentials

T = TypeVar("T")

OLDEST = (5, 26)  # the oldest line that is still kept
_OLDEST = ".".join(map(str, OLDEST))
CONNECT_SECONDS = 10
RETRY_SECONDS = 30
COMMITS = 4  # of one transaction that may break before the load does

_BY_CODE = {
    "Neo.ClientError.Security.CredentialsExpired": "the password must be changed first (in Neo4j Browser, say)",
    "Neo.ClientError.Security.AuthenticationRateLimit": "too many wrong passwords; wait some seconds",
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": "the database is read-only",
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": "the database is read-only",
    "Neo.ClientError.Database.DatabaseNotFound": "there is no such database on the server",
    "Neo.TransientError.General.DatabaseUnavailable": "the database is not available just now; try again later",
}


def out_of_memory(error: Neo4jError) -> bool:
    """Whether a transaction was too big for the memory that the server gives it."""
    return "OutOfMemory" in (error.code or "")


class Connection:
    """A driver, open on one database; raises KgError where there is no Neo4j, or none that kg can use."""

    def __init__(self, address: Address) -> None:
        self.address = address
        with self._explained():
            self._driver = GraphDatabase.driver(
                address.server,
                auth=credentials(address),
                user_agent=f"newskg/{version('newskg')}",
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=2 * CONNECT_SECONDS,  # the handshake counts in here
                max_transaction_retry_time=RETRY_SECONDS,
                notifications_min_severity="OFF",
            )
        try:
            with self.session() as session:
                self._check_version(session.run("RETURN 1").consume().server.agent)
        except BaseException:
            self._driver.close()
            raise

    def _check_version(self, agent: str) -> None:
        name, _, number = agent.partition("/")
        parts = tuple(int(part) for part in number.split(".")[:2] if part.isdecimal())
        if name != "Neo4j" or parts < OLDEST:
            raise KgError(f"{self.address}: the server is {agent}; kg needs Neo4j {_OLDEST} or later")

    def close(self) -> None:
        """Close it; a second call does nothing."""
        self._driver.close()

    @contextmanager
    def session(self, *, writing: bool = False) -> Iterator[Session]:
        """A session, in which everything that goes wrong comes out as a KgError."""
        access = WRITE_ACCESS if writing else READ_ACCESS
        with (
            self._explained(),
            self._driver.session(database=self.address.database, default_access_mode=access) as session,
        ):
            yield session

    def read(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Do some work in a read transaction, again where the connection dropped."""
        with self.session() as session:
            return _carried_out(session.execute_read, work)

    def rows(self, statement: str, parameters: Mapping[str, Any] | None = None) -> list[list[Any]]:
        """The rows of a reading statement, all of them."""
        return self.read(lambda tx: tx.run(statement, dict(parameters or {})).values())

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Do some work in a write transaction. It may be carried out again: that must do no more than once does."""
        with self.session(writing=True) as session:
            return _carried_out(session.execute_write, work)

    def run(self, statement: str, parameters: Mapping[str, Any] | None = None) -> list[list[Any]]:
        """Run a writing statement (see `write`) in a transaction of its own, and give its rows."""
        return self.write(lambda tx: tx.run(statement, dict(parameters or {})).values())

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except AuthError as error:
            reason = _BY_CODE.get(
                error.code or "", "user or password were not accepted (NEO4J_USERNAME, NEO4J_PASSWORD)"
            )
            raise KgError(f"{self.address}: {reason}") from error
        except Neo4jError as error:
            raise explained(error, self.address) from error
        except UnsupportedServerProduct as error:
            raise KgError(f"{self.address}: {_NO_NEO4J}") from error
        except ConfigurationError as error:
            raise KgError(f"{self.address}: the URL cannot be used ({error})") from error
        except IncompleteCommit as error:
            raise KgError(f"{self.address}: the connection broke again and again; run the command again") from error
        except ServiceUnavailable as error:
            raise KgError(f"{self.address}: {_unavailable(str(error), self.address)}") from error
        except DriverError as error:
            raise KgError(
                f"{self.address}: the connection broke ({_first_line(error)}); run the command again"
            ) from error


def _carried_out(
    execute: Callable[[Callable[[ManagedTransaction], T]], T], work: Callable[[ManagedTransaction], T]
) -> T:
    for _ in range(COMMITS):
        with suppress(IncompleteCommit):
            return execute(work)
    return execute(work)


_NO_NEO4J = f"what listens there is no Neo4j server of version {_OLDEST} or later"


def _unavailable(text: str, address: Address) -> str:
    if "handshake" in text or "HTTP" in text or "protocol" in text:
        return _NO_NEO4J
    # A driver that routes does not tell why no server would do.
    encrypted = ", does it take encrypted connections, and is its certificate trusted here (+ssc trusts any)"
    return (
        "no Neo4j server answers there; is it running, is the port the one for Bolt (7687)"
        f"{encrypted if '+s' in address.server.partition(':')[0] else ''}, and is a firewall between?"
    )


def explained(error: Neo4jError, address: Address) -> KgError:
    """An error of the server in words: what to do where that is known, else what the server says."""
    code = error.code or ""
    if code in _BY_CODE:
        return KgError(f"{address}: {_BY_CODE[code]}")
    if out_of_memory(error):
        return KgError(f"{address}: the server has too little memory for it (dbms.memory.transaction.total.max)")
    if code.startswith("Neo.ClientError.Security"):
        return KgError(f"{address}: the user may not do that ({_first_line(error)}); docs/neo4j.md lists what kg needs")
    if isinstance(error, ClientError) and code.startswith("Neo.ClientError.Statement"):
        return QueryFailed(f"the query cannot be run: {error.message}")
    return KgError(f"{address}: the server could not do it: {_first_line(error)} ({code})")


def _first_line(error: Exception) -> str:
    text = error.message if isinstance(error, Neo4jError) else str(error)
    return (text or type(error).__name__).strip().splitlines()[0]
