"""The tables of `evidence.sqlite`."""

from __future__ import annotations

VERSION = 2

# documents.text may be hostile but is only ever bound, never spliced. `record` is the zlib-compressed JSON of the
# Extraction without its text (which stands in `text` once); it is NULL while a document waits to be read, or where
# reading it failed (then `failure` says why). `read_as` names the versions and metadata that it was read with.
# `search` is the full-text index of the texts; it holds no text of its own, and a text never changes.
TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
  number INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, text TEXT NOT NULL, record BLOB, failure TEXT, read_as TEXT
);
CREATE VIRTUAL TABLE search USING fts5 (
  text, content = 'documents', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER searched AFTER INSERT ON documents BEGIN
  INSERT INTO search (rowid, text) VALUES (new.number, new.text); END;
CREATE TRIGGER unsearched AFTER DELETE ON documents BEGIN
  INSERT INTO search (search, rowid, text) VALUES ('delete', old.number, old.text); END;
CREATE TABLE locations (
  location TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (key), given_id TEXT, metadata TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX locations_document ON locations (document, location);
CREATE TABLE tombstones (document TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE skipped (location TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE atoms (atom TEXT PRIMARY KEY, node TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE nodes (id TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE retired (id TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, became TEXT) WITHOUT ROWID;
"""

# Of one build, and of no use after it: kept in temporary tables so that memory stays flat. What it has met, and what of
# that it could not read.
SEEN = "CREATE TEMP TABLE IF NOT EXISTS seen (location TEXT PRIMARY KEY, file TEXT NOT NULL) WITHOUT ROWID"
TOLD = "CREATE TEMP TABLE IF NOT EXISTS told (location TEXT PRIMARY KEY, file TEXT NOT NULL) WITHOUT ROWID"
