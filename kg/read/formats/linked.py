"""What a web page says of its article in JSON-LD (schema.org), whichever of its many shapes that has."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import lxml.html  # type: ignore[import-untyped]

from kg.read.clean import comparable, one_line

_ARTICLE = re.compile(r"(?:Article|Report|BlogPosting|LiveBlogPosting|ReportageNewsArticle)\Z")
_DEPTH = 8


def linked_article(tree: lxml.html.HtmlElement, title: str | None) -> dict[str, str]:
    """Title, author, publisher, url, language and date of publication of the page's article, each where it is told.

    Where the page describes several articles, the one that has the page's title is meant, else none.
    """
    nodes = [node for script in _scripts(tree) for node in _nodes(script, _DEPTH)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _strings(node.get("@type")))]
    told = [node for node in articles if title and comparable(_text(node.get("headline")) or "") == comparable(title)]
    article = next(iter(told or (articles if len(articles) == 1 else [])), None)
    if article is None:
        return {}
    address = _text(article.get("url")) or _text(article.get("mainEntityOfPage"), ("@id", "url"))
    found = {
        "title": _text(article.get("headline")) or _text(article.get("name")),
        "author": _names(article.get("author") or article.get("creator"), by_id),
        "publisher": _names(article.get("publisher") or article.get("sourceOrganization"), by_id),
        "published": _text(article.get("datePublished")),
        "url": address if address and address.startswith(("http://", "https://")) else None,
        "language": _text(article.get("inLanguage"), ("alternateName", "name")),
    }
    return {name: value for name, value in found.items() if value}


def _scripts(tree: lxml.html.HtmlElement) -> Iterator[Any]:
    for script in tree.xpath(".//script[@type='application/ld+json']"):
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->")
        try:
            yield json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue  # broken on many pages; the rest of the metadata is read all the same


def _nodes(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """All objects of a value, from the outside inwards."""
    if depth == 0:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner, depth - 1)


def _strings(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _names(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> str | None:
    names = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and isinstance(one.get("@id"), str) and "name" not in one:
            one = by_id.get(one["@id"], one)
        name = _text(one)
        if name and not name.startswith(("http://", "https://")) and name not in names:
            names.append(name)
    return "; ".join(names) or None


def _text(value: Any, keys: tuple[str, ...] = ("name",)) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[key] for key in keys if isinstance(value.get(key), str)), None)
    return one_line(html.unescape(value)) if isinstance(value, str) else None
