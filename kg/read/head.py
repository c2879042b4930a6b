"""What stands above the body of a plain text: its headline, who wrote it, when, and for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.read.clean import kinship, stems
from kg.read.dates import date_extent, find_date
from kg.read.layout import paragraphs

Extent = tuple[int, int]

_SENTENCE_END = re.compile(r"""[.?!…]["'”’»)\]]*(?=\s|\Z)""")
_ENDS = re.compile(r"""[.?!…]["'”’»)\]]*\s*\Z""")
_TERMINAL = re.compile(r"""[.?!…:;]["'”’»)\]]*\Z""")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_BYLINE = re.compile(r"(?:(?:(?:written|reported|story|text|words)\s+)?by:?\s+|authors?:\s*)(?=\S)", re.I)
# Where the name in a by-line ends; after the second kind an outlet may stand.
_AFTER_NAME = re.compile(r"[(;]| [-–—] | in (?=[A-Z])|(?P<outlet>[,|•·/]| for (?=[A-Z]))")
_SOURCE = re.compile(
    r"[(\[]?(?:sources?|outlet|publisher|publication|published (?:by|in)):?\s+(?P<name>[^)\]]+)[)\]]?", re.I
)
# What people are called that is no name of an outlet.
_OFFICE = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|bureau|special|senior|chief|contributors?|analysts?"
    r"|journalists?|columnists?|freelance|updated?|published|posted)\b",
    re.I,
)
_TIME = re.compile(
    r"\b\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s*\(?(?:GMT|UTC|BST|CE?S?T|E[SD]T|P[SD]T|C[SD]T|MSK|IST)\b\)?)?"
    r"|\b\d{1,2}\s*[ap]\.?m\.?\b|\b\d+\s*min(?:ute)?s?\s+read\b|\bGMT\b|\bUTC\b",
    re.I,
)
_AGO = re.compile(r"\b(?:\d+|an?)\s+(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month)s?\s+ago\b", re.I)
_DATE_WORDS = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|published|posted|date|issued|first|on|at"
    r"|last|updated|modified|edited)\b\.?",
    re.I,
)
_CHANGED = re.compile(r"\b(?:updated|modified|edited)\b", re.I)
_PUBLISHED = re.compile(r"\b(?:published|posted|issued)\b", re.I)
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.'’/ -]{1,60}(?:,\s*[A-Z][\w.'’ -]{1,30})?)\s*[,:]?\s+(?:[\w., '’]{3,30}?)?\s*"
    r"(?:\((?P<agency>[\w][\w .&'’/-]{1,30})\)|/(?P<slashed>[A-Z][\w .-]{1,20})/)?\s*(?:[-–—:]+|\.)\s"
)
_TICKER = re.compile(r"(?:breaking|just in|live|alert|flash|developing)\b", re.I)
_CONNECTORS = frozenset(
    {"and", "&", "de", "del", "der", "van", "von", "al", "bin", "the", "of", "la", "le", "da", "di"}
)
# After a by-line's comma may stand an outlet, a second author, a place: an outlet is called as outlets are.
_MASTHEAD = re.compile(
    r"\b(?:agenc(?:y|ies)|broadcasting|bulletin|chronicle|courier|daily|dispatch|examiner|gazette|globe|guardian|herald"
    r"|independent|inquirer|journal|magazine|mail|media|mirror|monitor|network|news\w*|observer|post|press|radio|record"
    r"|register|review|sentinel|service|standard|star|sun|telegraph|television|times|today|tribune|tv|weekly|wire"
    r"|anadolu|bloomberg|interfax|kyodo|reuters|tass|xinhua)\b",
    re.I,
)
_ACRONYM = re.compile(r"[A-Z]{2,5}")
_HEAD_LINES = 25
_TAIL = 500
# How much of the body a headline is held against, and how many of its longer words have to come there.
_OPENING = 3000
_KIN = 0.4
_SOME_KIN = 0.15
_TELLING = 3
# How many lines below a headline its by-line or date stands.
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says, and the extents of its lines that are no prose (by-line, date, outlet)."""

    title: str | None = None
    title_extent: Extent | None = None
    author: str | None = None
    published: str | None = None
    publisher: str | None = None
    credits: tuple[Extent, ...] = ()


def sentences_over(text: str, words: int) -> bool:
    """Whether a paragraph ends as sentences do and has a sentence of at least so many words.

    >>> sentences_over("He said no.", 3), sentences_over("Read more about it here", 3)
    (True, False)
    """
    if not ends_properly(text):
        return False
    return any(len(piece.split()) >= words for piece in _SENTENCE_END.split(text))


def ends_properly(text: str) -> bool:
    """Whether a paragraph ends with the punctuation that ends a sentence.

    >>> ends_properly('"No," he said.'), ends_properly("Court jails two"), ends_properly("It is (so far) calm.)")
    (True, False, True)
    """
    return _ENDS.search(text) is not None


def is_prose(text: str) -> bool:
    """Whether a paragraph is an article's own prose beyond doubt: a sentence of fifteen words, properly ended."""
    return sentences_over(text, 15)


def is_byline(line: str) -> bool:
    """Whether a line says who wrote the article, and nothing else.

    >>> is_byline("By Jane Doe and John Roe"), is_byline("By noon the fire was out.")
    (True, False)
    """
    return _author(line) is not None


def is_stamp(line: str) -> bool:
    """Whether a line holds a date or time (or a reading time) and nothing else.

    >>> is_stamp("Updated: 24 May 2024, 10:40 AM"), is_stamp("2024 elections")
    (True, False)
    """
    extent = date_extent(line)
    without_date = line if extent is None else line[: extent[0]] + " " + line[extent[1] :]
    rest = _TIME.sub(" ", _AGO.sub(" ", without_date))
    if rest == line:
        return False
    return not re.search(r"\w", _DATE_WORDS.sub(" ", rest))


def read_head(text: str, furniture: tuple[Extent, ...] = (), extents: Sequence[Extent] | None = None) -> Head:
    """Headline, author, date and outlet of a text, each only where the head plainly gives it.

    `furniture` are stretches that are known to be none of the article's, `extents` its paragraphs, found anew where
    they are not given. The headline is the first line that is like one: not a sentence, not a menu, with a body below.
    A date is taken from a by-line, a line of its own or a dateline, never from prose, and only with its year.

    >>> head = read_head("Court jails two bombers\\n\\nBy Jane Doe\\nMay 24, 2024\\n\\nTwo men were jailed on Friday.")
    >>> head.title, head.author, head.published
    ('Court jails two bombers', 'Jane Doe', '2024-05-24')
    """
    hidden = set(furniture)
    head: list[Extent] = []
    body: Extent | None = None
    for start, end in paragraphs(text) if extents is None else extents:
        if (start, end) in hidden:
            continue
        if sentences_over(text[start:end], 12) or len(head) == _HEAD_LINES:
            body = (start, end)
            break
        head.append((start, end))
    if body is None:  # short sentences only: the first of them opens the body
        body = next((extent for extent in head if ends_properly(text[slice(*extent)])), None)
        head = head[: head.index(body)] if body else []
    title = _headline(text, head, body) if body else None
    lines = [
        extent for extent in head if extent != title and (title is None or text[slice(*extent)] != text[slice(*title)])
    ]
    author = publisher = None
    dates: list[tuple[int, str]] = []
    credits: list[Extent] = []
    for extent in lines:
        line = text[slice(*extent)]
        name, found = _author(line), _line_date(line)
        if name or found or is_stamp(line):
            credits.append(extent)
        publisher = publisher or _outlet(line)
        if _outlet(line) and not name:
            credits.append(extent)
        author = author or name
        if found and not (_CHANGED.search(line) and not _PUBLISHED.search(line)):
            dates.append((0 if _PUBLISHED.search(line) else 1, found))
    for extent in _beside(text, lines, credits):
        if _is_name(text[slice(*extent)]):
            publisher = publisher or text[slice(*extent)]
            credits.append(extent)
    if body and (match := _DATELINE.match(text[slice(*body)])):
        found = find_date(match[0])
        if found:
            dates.append((2, found))
        publisher = publisher or match["agency"] or match["slashed"]
    if body and publisher is None:  # where it was taken from is often told at the very end
        last = paragraphs(text[-_TAIL:])[-1:]
        publisher = next((_outlet(text[-_TAIL:][start:end]) for start, end in last), None)
    return Head(
        title=text[slice(*title)] if title else None,
        title_extent=title,
        author=author,
        published=min(dates, key=lambda pair: pair[0])[1] if dates else None,
        publisher=publisher,
        credits=tuple(sorted(set(credits))),
    )


# What programs put where the title should be: their own name, that of the file or of the template.
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)\b|untitled\b|(?:layout|slide|document|page|title|presentation|scan) ?\d+\Z"
    r"|.*\.[a-z]{3,4}\Z|.*[\\/_]|\S*\Z",
    re.I,
)


def told_title(value: str | None) -> str | None:
    """The title that a document's properties tell, None where it is that of a file or of a program.

    >>> told_title("Court jails two"), told_title("Microsoft Word - final_v2.doc"), told_title("untitled")
    ('Court jails two', None, None)
    """
    title = " ".join((value or "").split())
    return None if _NO_TITLE.match(title) else title


def told_author(value: str | None) -> str | None:
    """The author that a document's properties tell, None where it is no name of two words or more, as accounts are.

    >>> told_author("Jane Doe; John Roe"), told_author("jdoe"), told_author("Microsoft Office User")
    ('Jane Doe; John Roe', None, None)
    """
    names = [" ".join(name.split()) for name in (value or "").split(";")]
    if not all(len(name.split()) > 1 and _is_name(name) for name in names) or re.search(_ACCOUNT, value or ""):
        return None
    return "; ".join(names)


_ACCOUNT = re.compile(r"\b(?:user|admin|administrator|owner|microsoft|adobe|scanner|office|windows|unknown)\b", re.I)


def _headline(text: str, head: list[Extent], body: Extent) -> Extent | None:
    """The line that is most like the headline of what is below it, the first of several.

    Its words come again in the body, a by-line or date stands close below it, and it is not as short as a name. What a
    page says of itself ("News, data and analytics for professionals") is like a headline, but has none of this.
    """
    lines = [text[slice(*extent)] for extent in head]
    candidates = [index for index, line in enumerate(lines) if _is_headline(line)]
    if not candidates:
        return None
    vocabulary = stems(text[body[0] : body[0] + _OPENING])
    credits = [index for index, line in enumerate(lines) if _author(line) or _line_date(line) or is_stamp(line)]

    # A text without a page around it begins with its headline, which stands alone.
    bare = not text[: head[0][0]].strip() and (len(head) == 1 or "\n\n" in text[head[0][1] : head[1][0]])

    def likeness(index: int) -> float:
        words = stems(lines[index])
        kin = len(words) >= _TELLING and kinship(lines[index], vocabulary) >= _KIN
        near = any(0 < credit - index <= _NEAR for credit in credits)
        return kin + 1.5 * near + 1.75 * (index == 0 and bare) + 0.5 * (len(words) > _TELLING)

    best = min(candidates, key=lambda index: (-likeness(index), index))
    # Of two neighbours the lower is a standfirst without its full stop.
    above = lines[best - 1] if best - 1 in candidates else ""
    if len(stems(above)) > _TELLING and likeness(best - 1) >= 1.5 and kinship(above, vocabulary) >= _SOME_KIN:
        best -= 1
    return head[best]


def _is_headline(line: str) -> bool:
    words = _WORD.findall(line)
    if not 3 <= len(words) <= 30 or len(line) > 220:
        return False
    if _TICKER.match(line) or (re.search(r"[.,:;]\Z|\s[|•·›»]\s|\t|\d\d:\d\d\Z", line) and line[-3:] != "..."):
        return False
    return _author(line) is None and not is_stamp(line)


def _author(line: str) -> str | None:
    match = _BYLINE.match(line)
    if match is None or len(line) > 160:
        return None
    rest = line[match.end() :]
    extent = date_extent(rest)
    cuts = [extent[0]] if extent else []
    cuts += [found.start() for found in (_TIME.search(rest), _AFTER_NAME.search(rest)) if found]
    name = rest[: min(cuts, default=len(rest))].strip(" ,|-–—")
    return name if _is_name(name) and not _TERMINAL.search(rest) else None


def _outlet(line: str) -> str | None:
    """The outlet that a by-line, or a line that says where the text is from, gives."""
    if len(line) > 160 or _TERMINAL.search(line):
        return None
    surely = match = _SOURCE.fullmatch(line)
    if match:
        rest = match["name"]
    else:
        byline = _BYLINE.match(line)
        cut = _AFTER_NAME.search(line, byline.end()) if byline and _author(line) else None
        if cut is None or not cut["outlet"]:
            return None
        rest = line[cut.end() :]
        surely = cut if cut["outlet"].startswith(" for") else None
    extent = date_extent(rest)
    cuts = [extent[0]] if extent else []
    cuts += [found.start() for found in (_TIME.search(rest), re.search(r"[,|•·;(]| [-–—] ", rest)) if found]
    name = rest[: min(cuts, default=len(rest))].strip(" ,|-–—")
    if not _is_name(name) or _OFFICE.search(name):
        return None
    return name if surely or _MASTHEAD.search(name) or _ACRONYM.fullmatch(name) else None


def _is_name(line: str) -> bool:
    """One to eight words with capitals, as names of people and outlets are written."""
    words = line.split()
    if not 1 <= len(words) <= 8 or re.search(r"[\d?!:;|]|\.\Z", line):
        return False
    return all(word.lower() in _CONNECTORS or word[0].isupper() for word in words) and words[0][0].isupper()


def _line_date(line: str) -> str | None:
    """The date of a line that is there to give it: what is left beside the date is names and the like, no prose."""
    extent = date_extent(line)
    if extent is None or len(line) > 120 or line.rstrip().endswith((".", ".)")):
        return None
    rest = _BYLINE.sub("", _DATE_WORDS.sub(" ", _TIME.sub(" ", line[: extent[0]] + " " + line[extent[1] :])))
    words = _WORD.findall(rest)
    if len(words) > 10 or any(word.islower() and word not in _CONNECTORS and word != "in" for word in words):
        return None
    return find_date(line)


def _beside(text: str, lines: list[Extent], credits: list[Extent]) -> Iterator[Extent]:
    """The lines that stand in one block with a by-line or date line: an outlet often does."""
    known = set(credits)
    for above, below in pairwise(lines):
        if text.count("\n", above[1], below[0]) == 1 and (above in known) != (below in known):
            yield below if above in known else above
