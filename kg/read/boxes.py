"""Boxes that stand in articles and speak of the page: invitations, adverts, indexes of times, who the author is."""

from __future__ import annotations

import re

from kg.read.body import KIN, Line, common_words, words_of
from kg.read.phrases import (
    ADVERTISEMENT,
    BIO,
    COMMERCE,
    CONTACT,
    INVITES,
    MESSAGE,
    NOTICE,
    QUOTED,
    READER,
    SUBSCRIBE,
)

# How much of the prose stands above a paragraph about the author.
_ABOVE_BIO = 0.5
# A pitch is no longer than this.
_PITCH = 40
# A sponsor's message has no more lines than this.
_MESSAGE = 3
_TIMED = re.compile(r"\A\d{1,2}[:.]\d\d\b|\b\d{1,2}[:.]\d\d\Z")


def mark_boxes(lines: list[Line], author: str | None) -> None:
    """Mark the lines of boxes; `author` is who wrote the article, if that is known."""
    _about_author(lines, author)
    _pitches(lines)
    _boxes(lines)
    _indexes(lines)
    _messages(lines)


def _messages(lines: list[Line]) -> None:
    """What a sponsor says: the few lines below "A message from", while they have no words of the article."""
    common = common_words(lines)
    for index, line in enumerate(lines):
        if line.label and MESSAGE.fullmatch(line.text):
            line.mark = line.mark or ("advert", "is the label of an advertisement")
            for below in lines[index + 1 : index + 1 + _MESSAGE]:
                if below.prose or below.kinship(common) >= KIN:
                    break
                below.mark = below.mark or ("advert", "stands below the label of an advertisement")


def _about_author(lines: list[Line], author: str | None) -> None:
    """Paragraphs in the second half that present the author, who is named in them or in the line above."""
    names = {name.casefold() for name in re.split(r"\s*(?:[;,&]|\band\b)\s*", author or "") if name.strip()}
    first = {name.split()[0] for name in names}
    total = sum(line.words for line in lines if line.prose and not line.mark)
    above = 0
    named = False
    for line in lines:
        if above >= _ABOVE_BIO * total and not line.mark:
            text = QUOTED.sub("", line.text).casefold()
            known = named or any(name in text for name in names) or bool(first & set(text.split()[:8]))
            known = known or (line.proper and CONTACT.search(line.text) is not None)
            if line.words <= 60 and '"' not in line.text and known and BIO.search(line.text):
                line.mark = ("author", "presents the author")
            elif line.key in names:
                line.mark = ("byline", "says who wrote the article, when, and for whom")
        named = line.key in names
        above += line.words if line.prose and not line.mark else 0


def _pitches(lines: list[Line]) -> None:
    """Sentences that sell the outlet: they speak to the reader, of what outlets sell, and of nothing in the article."""
    common = common_words(lines)
    for line in lines:
        own = QUOTED.sub(" ", line.text)
        if line.prose and not line.mark and NOTICE.search(own) and line.kinship(common) < KIN:
            line.mark = ("notice", "is a legal or technical notice")
        if line.mark or line.words > _PITCH:
            continue
        wares = {match[0].casefold() for match in COMMERCE.finditer(own)}
        signs = len(wares) + (READER.search(own) is not None) + (INVITES.match(own) is not None)
        if wares and signs >= (3 if line.prose else 2) and line.kinship(common) <= KIN:
            line.mark = ("pitch", "sells the outlet to its reader")


def _indexes(lines: list[Line]) -> None:
    """Neighbouring labels that each end or begin with a time are an index of a live blog or a programme."""
    timed = [not line.mark and line.label and _TIMED.search(line.text) is not None for line in lines]
    for index, line in enumerate(lines):
        if timed[index] and any(timed[max(index - 1, 0) : index] + timed[index + 1 : index + 2]):
            line.mark = ("index", "is in a list of headings with times")


def _boxes(lines: list[Line]) -> None:
    """What stands above a button to subscribe and invites to do it; what stands below "Advertisement"."""
    vocabulary = words_of(lines)
    for index, line in enumerate(lines):
        if not line.mark or line.prose:
            continue
        if SUBSCRIBE.fullmatch(line.key) or line.rule in ("call", "pitch"):
            at = index - 1
            while at >= max(0, index - _MESSAGE) and lines[at].rule in ("call", "control", "pitch"):
                at -= 1
            pitch = lines[at] if at >= 0 else None
            if pitch and not pitch.mark and not pitch.prose and INVITES.match(pitch.text):
                pitch.mark = ("box", "invites to what the button below it is for")
                name = lines[at - 1] if at else None
                if name and not name.mark and name.label and name.words <= 8:
                    name.mark = ("box", "is the heading of an invitation to subscribe")
        elif ADVERTISEMENT.fullmatch(line.key) and index + 1 < len(lines):
            advert = lines[index + 1]
            if not advert.mark and advert.label and re.search(r"\d", advert.text) and not advert.kinship(vocabulary):
                advert.mark = ("advert", "stands below the label of an advertisement")
