"""Documents written by hand for resolution: the text carries the mentions as [words|label|chain] marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from kg.records import Argument, Claim, Document, Event, Extent, Extraction, Mention, Span, Stored

_MARK = re.compile(r"\[([^|\]]+)\|([A-Z]+)(?:/(nominal|pronoun))?\|([^\]]+)\]|<([^|>]+)\|([^>]+)>")


@dataclass
class Written:
    """A document in the making. `[Putin|PERSON|e1]` marks a mention, `<attack|v1>` words for an event."""

    id: str
    marked: str
    published: str | None = None
    publisher: str | None = None
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    claims: list[dict[str, Any]] = field(default_factory=list)

    def event(self, name: str, event_type: str = "Attack", **rest: Any) -> Written:
        self.events[name] = {"event_type": event_type, **rest}
        return self

    def claim(self, predicate: str, subject: str, obj: str | None = None, **rest: Any) -> Written:
        self.claims.append({"predicate": predicate, "subject": subject, "object": obj, **rest})
        return self

    def stored(self) -> Stored:
        text, mentions, spans, words = "", [], {}, {}
        at = 0
        for match in _MARK.finditer(self.marked):
            text += self.marked[at : match.start()]
            at = match.end()
            start = len(text)
            if match[1]:
                text += match[1]
                mention = Mention(
                    f"m{len(mentions)}", start, len(text), match[1], match[2], match[3] or "name", match[4]
                )
                mentions.append(mention)
                spans.setdefault(match[1], Span(start, len(text), match[1], mention.id))
            else:
                text += match[5]
                words.setdefault(match[6], []).append(Span(start, len(text), match[5], event=match[6]))
        text += self.marked[at:]

        def span(key: str | None) -> Span | None:
            if key is None:
                return None
            if key in words:
                return words[key][0]
            if key in spans:
                return spans[key]
            start = max(text.find(key), 0)
            return Span(start, start + len(key), key)

        events = []
        for name, spec in self.events.items():
            spec = dict(spec)
            arguments = []
            for role in ("perpetrator", "target", "victim", "place", "participant"):
                for key in spec.pop(role, ()):
                    s = span(key)
                    assert s is not None
                    arguments.append(Argument(s.start, s.end, s.text, role, s.mention))
            base = {"subtype": None, "status": "occurred", "date": None, "date_end": None}
            precision = "day" if spec.get("date") else None
            events.append(
                Event(id=name, trigger=words[name][0], mentions=tuple(words[name]), arguments=tuple(arguments),
                      **{**base, "date_precision": precision, "date_source": "text", **spec})
            )  # fmt: skip
        sentences = [(m.start(), m.end()) for m in re.finditer(r"[^.]+\.?", text)] or [(0, 0)]
        claims = []
        for index, spec in enumerate(self.claims):
            spec = dict(spec)
            subject, obj, speaker = span(spec.pop("subject")), span(spec.pop("object")), span(spec.pop("speaker", None))
            reported = tuple(s for k in spec.pop("reported_by", ()) if (s := span(k)) is not None)
            assert subject is not None
            sentence = next((s for s in sentences if s[0] <= subject.start < s[1]), sentences[0])
            lead = len(text[sentence[0] : sentence[1]]) - len(text[sentence[0] : sentence[1]].lstrip())
            extent = Extent(sentence[0] + lead, sentence[1])
            base = {"polarity": "affirmed", "certainty": "fact", "voice": "article", "quote": "none", "rule": "r1",
                    "confidence": 0.8}  # fmt: skip
            claims.append(
                Claim(id=f"c{index}", subject=subject, object=obj, speaker=speaker, reported_by=reported,
                      sentence=extent, evidence=extent, **{**base, **spec})
            )  # fmt: skip
        document = Document(self.id, None, None, None, self.publisher, self.published, "en", text)
        return Stored(Extraction(document, tuple(mentions), tuple(events), tuple(claims)), (f"{self.id}.txt",))


def reordered(stored: Stored, reverse: bool) -> Stored:
    """The same document with its mentions, events and claims listed the other way round."""
    if not reverse:
        return stored
    e = stored.extraction
    return replace(
        stored, extraction=replace(e, mentions=e.mentions[::-1], events=e.events[::-1], claims=e.claims[::-1])
    )
