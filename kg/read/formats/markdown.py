"""Markdown, with the metadata that may stand before it (YAML between `---`, TOML between `+++`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kg.read.decode import decode
from kg.read.fields import read_metadata
from kg.read.markup import strip_tags
from kg.read.record import Options, Problem, Record, Source

_FRONT = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_PAIR = re.compile(r"([\w -]{1,40}):[ \t]+(.*)")
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """One record, the whole file, without markup; its title is the front matter's, else a heading it opens with."""
    text = decode(source.data()).replace("\r\n", "\n").replace("\r", "\n")
    metadata: dict[str, str | None] = {}
    if match := _FRONT.match(text):
        metadata = read_metadata(_front_matter(match[1], match[2]), options)
        text = text[match.end() :]
    metadata.pop("text", None)
    body, heading = strip_markup(text)
    metadata["title"] = metadata.get("title") or heading
    yield Record(body, number=None, structured=True, **metadata)


def strip_markup(text: str) -> tuple[str, str | None]:
    """The text as a person reads it, a paragraph a block, and the first-level heading it opens with, if it does.

    Links keep their words, lists their items (with a hyphen or number), tables their rows; pictures and HTML tags go.

    >>> strip_markup("# Two *jailed*\\n\\nThey [deny](http://x.example)\\nit.\\n\\n- one\\n")
    ('Two jailed\\n\\nThey deny it.\\n\\n- one', 'Two jailed')
    """
    blocks: list[str] = []
    heading: str | None = None
    items: list[int | None] = []  # the lists that are open: the number of the next item, None where they have none
    prefix = ""
    cells: list[str] | None = None
    tag = ""
    for token in _MARKDOWN.parse(text):
        match token.type:
            case "ordered_list_open":
                items.append(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                items.append(None)
            case "ordered_list_close" | "bullet_list_close":
                items.pop()
            case "list_item_open":
                number = items[-1]
                prefix = "- " if number is None else f"{number}. "
                items[-1] = None if number is None else number + 1
            case "tr_open":
                cells = []
            case "tr_close":
                blocks.append(" | ".join(cells or ()))
                cells = None
            case "heading_open":
                tag = token.tag
            case "heading_close":
                tag = ""
            case "inline":
                words = _inline(token.children or [])
                if cells is not None:
                    cells.append(words)
                elif words.strip():
                    if not blocks and tag == "h1":
                        heading = words
                    blocks.append(prefix + words)
                    prefix = ""
            case "fence" | "code_block":
                blocks.append(token.content)
            case "html_block":
                blocks.append(strip_tags(token.content))
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip()), heading


def _inline(tokens: list[Token]) -> str:
    pieces = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            pieces.append(token.content)
        elif token.type == "softbreak":
            pieces.append(" ")
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br")):
            pieces.append("\n")
    return "".join(pieces)


def _yaml(block: str) -> Any:
    """Plain YAML; aliases, by which a few lines can unfold to gigabytes, are refused as an error of YAML."""
    if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(block, Loader=yaml.SafeLoader)):
        raise yaml.YAMLError("aliases are not read")
    return yaml.safe_load(block)


def _front_matter(fence: str, block: str) -> Mapping[str, Any]:
    try:
        values = tomllib.loads(block) if fence == "+++" else _yaml(block)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        # Headlines with a colon in them are not YAML, yet many write them without quotation marks.
        values = {pair[1]: pair[2].strip("\"' ") for line in block.splitlines() if (pair := _PAIR.match(line))}
    return values if isinstance(values, dict) else {}
