"""Page furniture in the text of an article: menus, calls to subscribe, credits, feeds of other news.

It is marked, never deleted, so that every offset stays what it was and a wrong mark can be seen. All signs are
general, and of this text alone: how long a line is and how it ends, what it calls the reader to do, whether it comes
again, what stands beside it, whether its words are the article's, and how far from the body it is. Prose
(`head.is_prose`) is marked only where it asks for money, is a notice or a way to reach the makers of the page, comes a
second time, stands below the heading of a feed at the end, or among labels below the article's end.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, takewhile

from kg.read.body import KIN, SENTENCE, Line, common_words, gap, mark_outside
from kg.read.boxes import mark_boxes
from kg.read.clean import comparable
from kg.read.head import Head, ends_properly, is_byline, is_stamp, read_head
from kg.read.layout import paragraphs
from kg.read.phrases import (
    ADDRESS,
    APPEAL,
    APPEAL_TOO,
    CALL,
    CONTACT,
    CONTRIBUTED,
    CONTROLS,
    CREDIT,
    CREDIT_TAIL,
    FEED,
    JOINED,
    MAYBE_FEED,
    NOTICE,
    PAGER,
    PERSON,
    POINTER,
    POLL,
    QUOTED,
    READING_TIME,
    RELATED,
    RELATED_HEADING,
    SEPARATOR,
    opens_with_statement,
)
from kg.records import Furniture

_SHORT = 15
# How much of the prose has to stand above a feed's heading for all that is below it to be the feed.
_ABOVE_FEED = 0.6
# "More on the suspects" may as well be a cross-heading of the article.
_ABOVE_MAYBE_FEED = 1
# Lists and boxes have no more lines than this.
_LIST = 60
# Sentences of so many words below a box are the article's.
_GOES_ON = 25
_HEAD = 25
# A credit at the end of a caption is no longer than this many characters.
_CREDIT = 100
# Labels that stood side by side in the page and were run together ("FacebookTwitterPrint").
_JOINT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HANDLE = re.compile(r"[^\w@]*@\w+")
_TOKEN = re.compile(r"[^\W\d_][\w'’]*")
# A line that repeats a part of another is a pull quote only if it is long enough not to do so by chance.
_PULLED = 6
# Of lines that begin alike, no more are looked for.
_ALIKE = 20


def mark_furniture(text: str, *, title: str | None = None, author: str | None = None) -> tuple[Furniture, ...]:
    """The stretches of a stored text that are page furniture: sorted, apart from each other, made of whole lines.

    `title` and `author` are what the source says beside the text, if it does; a line that is the title is never marked
    where it comes first.

    >>> text = "Court jails two\\n\\nTwo men were jailed on Monday for a bombing.\\n\\nSubscribe to our newsletter"
    >>> [(text[mark.start:mark.end], mark.rule) for mark in mark_furniture(text)]
    [('Subscribe to our newsletter', 'call')]
    """
    return survey(text, title=title, author=author)[1]


def survey(text: str, *, title: str | None = None, author: str | None = None) -> tuple[Head, tuple[Furniture, ...]]:
    """The head of a text and its furniture, which are found together: a head is read past the menus above it."""
    extents = paragraphs(text)
    lines = [Line.of(extent, text[slice(*extent)]) for extent in extents]
    said: dict[str, tuple[str, str] | None] = {}  # what a line says is the same wherever it stands, and lines recur
    for line in lines:
        if line.text not in said:
            said[line.text] = _by_words(line)
        line.mark = said[line.text]
    _feeds(lines)
    # Dates are furniture, but tell the head's.
    hidden = tuple(line.extent for line in lines if line.mark and line.mark[0] != "stamp")
    head = read_head(text, hidden, extents)
    if title is not None:
        key = comparable(title)
        own = next((line for line in lines[:_HEAD] if line.key == key), None)
    else:
        own = next((line for line in lines if line.extent == head.title_extent), None)
    _credits(lines, head, author)
    _repeats(lines, own)
    if own is not None:
        own.mark = None
    mark_boxes(lines, author or head.author)
    mark_outside(lines, own)
    _between(text, lines, own)
    marks = (_furniture(text, line) if line.mark else _credit_tail(line) for line in lines)
    return head, tuple(mark for mark in marks if mark is not None)


def _furniture(text: str, line: Line) -> Furniture:
    assert line.mark is not None
    start = text.rfind("\n", 0, line.extent[0]) + 1
    end = text.find("\n", line.extent[1])
    return Furniture(start, len(text) if end < 0 else end, *line.mark)


def _credit_tail(line: Line) -> Furniture | None:
    """The credit at the end of a caption; the caption itself is the article's."""
    if line.proper and line.text[-1] not in ")]":
        return None
    found = CREDIT_TAIL.search(line.text, max(1, len(line.text) - _CREDIT))
    if found is None:
        return None
    start = line.extent[1] - len(found[0].lstrip())
    return Furniture(start, line.extent[1], "credit", "is the credit of a picture")


def _by_words(line: Line) -> tuple[str, str] | None:
    """What a line says of itself."""
    appeal = ("appeal", "asks the reader for money or a subscription in the outlet's own voice")
    contact = ("contact", "tells the reader how to reach the makers of the page")
    own = QUOTED.sub(" ", line.text)
    if line.prose:
        if _is_appeal(own):
            return appeal
        return contact if CONTACT.search(own) and PERSON.search(own) and line.words <= 60 else None
    bare = line.text.strip(" *•·-–—>»|")
    if (line.key in CONTROLS and not line.proper) or _is_row_of_controls(line):
        return "control", "is a button or a label of the page"
    if _is_menu(line.text) or (not line.proper and PAGER.search(line.text)):
        return "menu", "is a row of short links"
    if _is_call(line, own):
        return "call", "calls the reader to subscribe, sign up or share"
    if NOTICE.search(own):
        return "notice", "is a legal or technical notice"
    if CONTACT.search(own) and (PERSON.search(own) or not line.proper):
        return contact
    if _HANDLE.match(line.text) and not line.proper:
        return "byline", "names who wrote a post"
    if READING_TIME.search(bare) and not line.proper:
        return "control", "is a button or a label of the page"
    if is_stamp(bare):
        return "stamp", "is a date, a time or a running time alone"
    if CONTRIBUTED.search(line.text):
        return "byline", "says who worked on the article"
    if not (ends_properly(bare) and bare[-1] not in ")]") and CREDIT.fullmatch(bare):
        return "credit", "is the credit of a picture"
    return appeal if _is_appeal(own) else None


def _is_call(line: Line, own: str) -> bool:
    """Whether a line calls on the reader: a sentence does only by an imperative, or by saying "you" or "our"."""
    if line.words > 25 or opens_with_statement(own):
        return False
    call = CALL.search(own)
    spoken = PERSON.search(own) is not None
    if call and (spoken or not own[: call.start()].strip(" *•-–—") or not ends_properly(line.text)):
        return True
    return spoken and ADDRESS.search(own) is not None


def _is_appeal(own: str) -> bool:
    """Whether words outside quotation marks ask the reader for money."""
    if not PERSON.search(own) or opens_with_statement(own):
        return False
    signs = {match[0].casefold() for match in APPEAL.finditer(own)}
    others = {match[0].casefold() for match in APPEAL_TOO.finditer(own)}
    return bool(signs) and len(signs | others) >= 2


def _is_row_of_controls(line: Line) -> bool:
    """Whether all words of a label belong to buttons, however they were run together."""
    if line.proper or line.words > _SHORT:
        return False
    words = [word.casefold() for word in _TOKEN.findall(_JOINT.sub(" ", line.text).replace("-", " "))]
    at = buttons = 0
    while at < len(words):
        size = next((n for n in (5, 4, 3, 2, 1) if " ".join(words[at : at + n]) in CONTROLS), 0)
        if not size:
            return False
        at += size
        buttons += 1
    return buttons >= 2


def _is_menu(text: str) -> bool:
    if len(_JOINT.findall(text)) >= 2 and len(text.split()) <= 6 and not ends_properly(text):
        return True
    pieces = [piece.strip() for piece in SEPARATOR.split(text) if piece.strip()]
    return (
        len(pieces) >= 2
        and len(text.split()) <= 4 * len(pieces) + 2
        and not ends_properly(text)
        and (len(pieces) >= 3 or all(piece.casefold() in CONTROLS for piece in pieces))
    )


def _feeds(lines: list[Line]) -> None:
    """Feeds of other news: to the end where most prose stands above the heading, else the short lines below it."""
    total = sum(line.words for line in lines if line.proper and not line.mark)
    above = 0
    for index, line in enumerate(lines):
        if line.proper and not _is_pointer(line):
            above += 0 if line.mark else line.words
            continue
        heading = line.text.strip(" :*•·-–—>»|.?")
        if POLL.fullmatch(heading) and line.words <= 6:
            line.mark = ("poll", "is the heading of a box that asks the reader")
            _mark_poll(lines, index)
            continue
        sure, maybe = FEED.fullmatch(heading), MAYBE_FEED.fullmatch(heading)
        pointer = RELATED_HEADING.fullmatch(heading)
        if (sure or maybe or pointer) and not ends_properly(line.text):
            if above and above >= (_ABOVE_FEED if sure else _ABOVE_MAYBE_FEED) * total and not _goes_on(lines, index):
                line.mark = ("feed", "is the heading of a list of other articles or of comments")
                for below in lines[index + 1 :]:
                    below.mark = below.mark or ("feed", "stands below the heading of a feed at the end of the page")
                return
            if sure:
                line.mark = ("feed", "is the heading of a list of other articles or of comments")
                if above:
                    _mark_list(lines, index)
            elif pointer:
                line.mark = line.mark or ("related", "is the heading of a list of other articles")
                if above:
                    _mark_list(lines, index, touching=True)
        elif above and _is_pointer(line):
            line.mark = line.mark or ("related", "points to another article")
            teaser = lines[index + 1] if index + 1 < len(lines) else None
            # The teaser of another article is cut off where its box ends; the article's own paragraphs are whole.
            if teaser and teaser.extent[0] - line.extent[1] == 1 and not ends_properly(teaser.text):
                teaser.mark = teaser.mark or ("related", "is the beginning of another article, cut off")


def _goes_on(lines: list[Line], heading: int) -> bool:
    """Whether the article goes on below a heading: after a headline or two come sentences with no label between.

    Comments and teasers have labels of their own, news feeds the time.
    """
    below = lines[heading + 1 : heading + 1 + _LIST]
    headlines = next((number for number, line in enumerate(below) if line.proper or line.mark), len(below))
    sentences = list(takewhile(lambda line: line.proper and not line.mark, below[headlines:]))
    return 1 <= headlines <= 2 and len(sentences) >= 2 and sum(line.words for line in sentences) >= _GOES_ON


def _is_pointer(line: Line) -> bool:
    """Whether a line leads to another article: by its label, where it is no sentence or the label does nothing else."""
    text = line.text.lstrip(" *•·-–—>»▸►▶→|")
    if POINTER.match(text):
        return line.words < _SHORT or not line.proper
    return not line.proper and bool(RELATED.match(text) or JOINED.match(text))


def _mark_poll(lines: list[Line], heading: int) -> None:
    """Mark the question below a heading and its answers."""
    for number, line in enumerate(lines[heading + 1 : heading + 1 + _LIST]):
        if line.prose or (line.proper and not (number == 0 and line.text.endswith("?"))):
            return
        line.mark = line.mark or ("poll", "asks the reader")


def _mark_list(lines: list[Line], heading: int, *, touching: bool = False) -> None:
    """Mark the short lines below a heading, to the first sentence (or, if they must touch, the first blank line)."""
    near = lines[heading : heading + 1 + _LIST]
    close = gap(near)
    for index, (above, line) in enumerate(pairwise(near), start=heading + 2):
        below = lines[index] if index < len(lines) else None
        # Right below a pointer a question is a headline; before a sentence it is the article's.
        asks = touching and line.text.endswith("?") and line.words < _SHORT and (below is None or not below.proper)
        if (
            line.mark
            or line.text.endswith(":")
            or line.prose
            or (line.proper and not asks)
            or (touching and line.extent[0] - above.extent[1] > close)
        ):
            return
        line.mark = ("related", "is in a list of other articles")


def _credits(lines: list[Line], head: Head, author: str | None) -> None:
    credits = set(head.credits)
    name = author.split(";")[0].strip().casefold() if author else None
    for line in lines:
        if line.mark or line.prose:
            continue
        own = (
            name is not None
            and line.text.casefold().startswith(name)
            and line.words <= 10
            and not ends_properly(line.text)
        )
        if line.extent in credits or own or is_byline(line.text):
            line.mark = ("byline", "says who wrote the article, when, and for whom")


def _repeats(lines: list[Line], own: Line | None) -> None:
    """Lines that come again, whole or as a part of a paragraph; short answers may."""
    counts = Counter(line.key for line in lines if line.key)
    pulled = _pulled(lines)
    seen: set[str] = set()
    for index, line in enumerate(lines):
        times = counts[line.key]
        first = line.key not in seen
        seen.add(line.key)
        if line.mark or line is own or not line.key or line.text.endswith(":"):
            continue
        if line.prose:
            if not first:
                line.mark = ("repeat", "is a paragraph that comes again")
            continue
        again = times >= 3 or (times == 2 and not first and not line.proper)
        if (own is not None and line.key == own.key) or (again and line.words < _SHORT):
            line.mark = ("repeat", "is a line that comes again")
        elif index in pulled:
            line.mark = ("repeat", "is taken out of a paragraph of the article")


def _pulled(lines: list[Line]) -> set[int]:
    """Numbers of the lines whose words all stand, in order, in a longer paragraph that is prose."""
    openings: dict[tuple[str, ...], list[int]] = {}
    for index, line in enumerate(lines):
        words = line.key.split()
        if not line.mark and len(words) >= _PULLED:
            alike = openings.setdefault(tuple(words[:_PULLED]), [])
            if len(alike) < _ALIKE:
                alike.append(index)
    found: set[int] = set()
    for index, line in enumerate(lines):
        words = line.key.split() if line.prose else []
        for at in range(len(words) - _PULLED + 1):
            for other in openings.get(tuple(words[at : at + _PULLED]), ()):
                wanted = lines[other].key.split()
                if other != index and len(wanted) < len(words) and words[at : at + len(wanted)] == wanted:
                    found.add(other)
    return found


def _between(text: str, lines: list[Line], own: Line | None) -> None:
    """Short lines in the middle of furniture are part of it."""
    common = common_words(lines)
    body = next((index for index, line in enumerate(lines) if line.prose and not line.mark), len(lines))
    for index in range(1, len(lines)):
        above, line = lines[index - 1 : index + 1]
        if line.mark or line.prose or line is own or not above.mark or line.words >= _SHORT:
            continue
        labelled = above.text.endswith(":") and above.mark[0] == "control" and line.words <= 5
        below = lines[index + 1] if index + 1 < len(lines) else None
        if labelled:
            line.mark = ("credit", "names the source of a picture or film")
        elif below is not None and below.mark:
            touching = line.extent[0] - above.extent[1] == 1 and below.extent[0] - line.extent[1] == 1
            if line.proper and line.words >= SENTENCE and line.kinship(common) >= KIN:
                continue  # a short entry of a live blog
            if touching or (index > body and not ends_properly(line.text)):
                line.mark = ("between", "is a short line in the middle of page furniture")
