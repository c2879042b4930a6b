"""Is a query one that only reads? Asked before a store sees it.

A read-only connection is not enough: an embedded store opened that way still carries out `COPY ... TO 'file'` and
`LOAD FROM 'file'`, which reach past the graph to the user's files.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise, takewhile

from kg.errors import UsageError

_TOKEN = re.compile(
    r"""
      (?P<skip> //[^\n\r]* | /\*.*?(?:\*/|\Z) | \s+ )
    | (?P<text> '(?:\\.|[^'\\])*(?:'|\Z) | "(?:\\.|[^"\\])*(?:"|\Z) | `(?:``|[^`])*(?:`|\Z) )
    | (?P<number> \d[\w.]* )
    | (?P<word> [^\W\d]\w* )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)

_WRITING = frozenset(
    [
        *("CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "INSERT", "FOREACH"),  # clauses
        *("DROP", "ALTER", "COMMENT", "MACRO", "GRANT", "REVOKE", "DENY", "USE", "UPDATE"),  # schema, rights
        *("COPY", "LOAD", "EXPORT", "IMPORT", "ATTACH", "INSTALL", "UNINSTALL", "EXTENSION", "FORCE"),  # files, network
        *("BEGIN", "COMMIT", "ROLLBACK", "CHECKPOINT"),  # transactions
    ]
)
# Commands that do something to a server without being a clause: only the first word of a query can be one.
_COMMANDS = frozenset(["TERMINATE", "START", "STOP", "RENAME", "ENABLE", "DEALLOCATE", "REALLOCATE", "DRYRUN"])
# Other procedures reach past the graph (READ_PARQUET opens any file), or change the store.
LADYBUG_PROCEDURES = frozenset(
    ["show_tables", "table_info", "show_connection", "show_functions", "show_indexes", "db_version", "current_setting"]
)
NEO4J_PROCEDURES = frozenset(
    [
        *("db.labels", "db.relationshiptypes", "db.propertykeys", "db.info", "dbms.components"),
        *("db.schema.visualization", "db.schema.nodetypeproperties", "db.schema.reltypeproperties"),
        *("db.index.fulltext.querynodes", "db.index.fulltext.queryrelationships"),
    ]
)
# A word after one of these is a label, a property or a parameter, whatever it spells.
_NAMING = frozenset(".:$|&!")


def _tokens(cypher: str) -> list[re.Match[str]]:
    return [match for match in _TOKEN.finditer(cypher) if match.lastgroup != "skip"]


def parameters_of(cypher: str) -> set[str]:
    """The names of the parameters that a query uses.

    >>> parameters_of("MATCH (n {a: $x}) RETURN '$y'")
    {'x'}
    """
    tokens = _tokens(cypher)
    return {after.group() for token, after in pairwise(tokens) if token.group() == "$" and after.lastgroup == "word"}


def check_reading(cypher: str, procedures: Collection[str] = LADYBUG_PROCEDURES) -> None:
    """Raise UsageError where a query has a clause that writes, loads or sets, or where it is several statements.

    `procedures` are those that it may call, in lower case.

    >>> check_reading("MATCH (n {set: 'CREATE'}) RETURN n.delete // DROP")
    >>> check_reading("MATCH (n) DETACH DELETE n")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    kg.errors.UsageError: queries only read, and DETACH does not; ... (a name ... goes in `backticks`)
    """
    tokens = _tokens(cypher)
    if not tokens:
        raise UsageError("the query is empty")
    for i, token in enumerate(tokens):
        before = tokens[i - 1].group() if i else ""
        after = tokens[i + 1].group() if i + 1 < len(tokens) else ""
        if token.group() == ";" and after:
            raise UsageError("one statement at a time: the query has more behind its `;`")
        if token.lastgroup != "word" or before in _NAMING:
            continue
        word = token.group().upper()
        if word == "CALL" and [t.group() for t in tokens[i + 2 : i + 3]] == ["="]:
            raise UsageError("queries only read, and `CALL name=value` changes a setting of the store")
        if word == "CALL" and i + 1 < len(tokens) and tokens[i + 1].lastgroup in ("word", "text"):
            rest = takewhile(lambda t: t.group() != "(", tokens[i + 1 :])
            procedure = "".join(t.group() for t in rest if t.group() not in "`").lower()
            if procedure not in procedures:
                raise UsageError(f"queries only read: of procedures, {', '.join(sorted(procedures))} can be called")
        # `{set: 1}`, `set.name` and `AS set` are names too.
        if (word in _WRITING or (word in _COMMANDS and i == 0)) and after not in {":", "."} and before.upper() != "AS":
            raise UsageError(
                f"queries only read, and {word} does not; the graph is changed by kg build and kg forget "
                "(a name that is spelled like this goes in `backticks`)"
            )
