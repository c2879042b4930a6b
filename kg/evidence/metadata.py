"""What a location's source says about its text; and of several locations that hold one text, what holds for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from kg.records import Article, Furniture, SourceMetadata


@dataclass(frozen=True, slots=True)
class Metadata(SourceMetadata):
    """The fields of an Article that are neither its text nor its place."""

    furniture: tuple[Furniture, ...] = ()

    @classmethod
    def of(cls, article: Article) -> Metadata:
        """The metadata of an article.

        >>> Metadata.of(Article("Hi.", "a.txt", title="Hello")).title
        'Hello'
        """
        return cls(**{name: getattr(article, name) for name in cls.__dataclass_fields__})

    @classmethod
    def from_json(cls, data: str) -> Metadata:
        """Read back what `to_json` gave."""
        return msgspec.json.decode(data, type=cls)

    def to_json(self) -> str:
        """One line of JSON, the same for equal metadata."""
        return msgspec.json.encode(self).decode()

    def article(self, text: str, location: str) -> Article:
        """The article that a text is with this metadata."""
        return Article(text, location, **{name: getattr(self, name) for name in self.__dataclass_fields__})


def merge(of_locations: Iterable[Metadata]) -> Metadata:
    """What holds for a text that stands at several places: each field from the first location that has it.

    Takes the metadata in the order of their locations, so the order in which they were found does not matter.

    >>> merge([Metadata(title="A"), Metadata(title="B", published="2024-03-22")]).published
    '2024-03-22'
    """
    fields: dict[str, object] = {}
    for metadata in of_locations:
        for name in Metadata.__dataclass_fields__:
            fields[name] = fields.get(name) or getattr(metadata, name)
    return Metadata(**{name: value or (() if name == "furniture" else None) for name, value in fields.items()})  # type: ignore[arg-type]
