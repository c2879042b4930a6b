"""Page furniture in the text of an article: menus, calls to subscribe, credits, feeds of other news.

It is marked, never deleted, so that every offset stays what it was and a wrong mark can be seen. All signs are
general: how long a line is and how it ends, what it calls the reader to do, whether it comes again, what stands
beside it, and how far from the body it is. A paragraph of the article itself (`head.is_prose`) is never marked, but for
appeals for money in the outlet's own voice and for what comes after the heading of a feed at the end.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from kg.read.clean import comparable
from kg.read.head import Extent, Head, ends_properly, is_byline, is_prose, is_stamp, read_head
from kg.read.layout import paragraphs
from kg.records import Furniture

# Lines that are furniture when they are all there is in the line (without case and punctuation).
_CONTROLS = {
    phrase.strip()
    for line in """
    skip to content|skip to main content|skip to navigation|edit post|edit|menu|search|home|close|open menu|log in|login
    log out|sign in|sign in or register|register|sign up|my account|account|subscribe|subscribe now|unsubscribe|donate
    donate now|support us|join|join us|join now|share|share this|share this article|share this story|share article|tweet
    post|pin|print|email|copy link|link copied|facebook|twitter|whatsapp|telegram|linkedin|reddit|instagram|youtube|save
    save article|bookmark|listen|listen to article|listen to this article|play|pause|watch|watch live|live|video
    video ad feedback|ad feedback|advertisement|advertising|sponsored|sponsored content|promoted|promoted content
    article continues below|continue reading|continue reading below|story continues below advertisement|read more
    read full story|show more|load more|see more|view more|see all|view all|more|next|previous|back to top|top
    scroll to continue|comments|comment|leave a comment|no comments|add a comment|all rights reserved|terms of use
    terms of service|terms and conditions|privacy policy|privacy|cookie policy|cookie settings|accept|accept all|reject
    reject all|manage preferences|manage choices|contact us|contact|about us|about|careers|advertise with us|newsletter
    newsletters|follow us|follow|source|sources|getty images|tags|topics|related topics|caption|enlarge|click to enlarge
    view gallery|image|photo|file photo|feedback|report an error|correct an error|indicates required|required
    """.splitlines()
    for phrase in line.split("|")
} - {""}


def _any(*patterns: str) -> re.Pattern[str]:
    """One expression for several, in which a space stands for white space."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns).replace(" ", r"\s"), re.I)


# Calls to the reader.
_CALL = _any(
    r"\bsubscribe (?:now|today|to (?:our|the|this|unlimited|read|get|continue|receive))\b",
    r"\bto subscribe\b",
    r"\bsubscribers?[ -]only\b",
    r"\bsign (?:up|in) (?:now|today|here|for|to|or)\b",
    r"\blog ?in (?:to|or|here)\b",
    r"\b(?:become|be) (?:a|our) (?:member|supporter|patron|subscriber)\b",
    r"\bgift(?:ing)? a membership\b",
    r"\bjoin (?:the conversation|our (?:newsletter|channel|community|mailing))",
    r"(?:^|[.!?>]) ?join us\b",
    r"\bjoin us (?:now|today|here|on)\b",
    r"\bsupport (?:our|independent|quality) (?:work|journalism|reporting|team)\b",
    r"\bfunded by (?:our )?readers\b",
    r"\breaders like you\b",
    r"\bfollow us\b",
    r"\b(?:enjoying|liked?|share) this (?:story|article|post)\b",
    r"\bwithout (?:adverts|ads)\b",
    r"\bdownload (?:our|the)(?: \S+)? app\b",
    r"\b(?:click|tap) here\b",
    r"\b(?:your|correct|valid) e-?mail address\b",
    r"\benter your (?:e-?mail|name)\b",
    r"\bconfirmation e-?mail\b",
    r"\bsuccess?full?y subscribed\b",
    r"\bunlimited access\b",
    r"\bfree trial\b",
    r"\bthank you for (?:signing up|subscribing|reading)\b",
    r"\bdonate (?:now|today|here|to us)\b",
)
# What is furniture only where the outlet speaks to its reader.
_ADDRESS = _any(
    r"\bcookies\b",
    r"\bprivacy policy\b",
    r"\bterms (?:of|and) (?:use|service|conditions)\b",
    r"\bnewsletters?\b",
    r"\byour (?:inbox|browser|subscription|account|password)\b",
    r"\bour (?:app|podcast|website|journalism|channel)\b",
    r"\bad ?blocker\b",
)
# Legal and technical lines.
_NOTICE = _any(
    r"\ball rights reserved\b",
    r"^\W*(?:©|\(c\) |copyright\b)",
    r"© ?\d{4}",
    r"\benable javascript\b",
    r"\bindicates required\b",
    r"\bthis (?:audio|article|text|summary) (?:is|was) (?:created|generated|read|produced|written) (?:by|with)\b",
    r"\blisten to this (?:article|story)\b",
    r"\b(?:story|article) continues (?:below|after)\b",
    r"\bmay not be (?:published, |reproduced|republished)",
)
# What only an outlet says that asks its readers for money; with one more sign of either kind it is an appeal.
_APPEAL = _any(
    r"\bbecome a (?:member|supporter|patron|subscriber)\b",
    r"\bgift(?:ing)? a membership\b",
    r"\bour (?:readers|subscribers|journalism|reporting|newsroom|newsletters?)\b",
    r"\breaders like you\b",
    r"\bfunded by(?: our)? readers\b",
    r"\bsupport (?:us|our (?:work|journalism|reporting|team))\b",
    r"\bindependent journalism\b",
    r"\bsubscri(?:be|ption|ptions)\b",
    r"\bpaywalls?\b",
    r"\bfree to read\b",
)
_APPEAL_TOO = _any(
    r"\b(?:new )?members\b",
    r"\bmembership\b",
    r"\bour (?:members|supporters|community|mission)\b",
    r"\bcontributions?\b",
    r"\bdonat(?:e|ion|ions)\b",
    r"\bfund our\b",
    r"\bhelp us\b",
    r"\baccessible (?:to|for) (?:everyone|all)\b",
    r"\bsign up\b",
    r"\bnewsletter\b",
)
_PERSON = _any(r"\b(?:our|us|we|you|your|we['’](?:re|ve))\b")
_QUOTED = re.compile(r"""["“][^"”]*(?:["”]|\Z)""")
_RELATED = _any(
    r"(?:read(?: (?:also|more|next|here|too))?|also read|see also|more on this|recommended|watch|listen|in pictures"
    r"|gallery|related(?: (?:articles?|stor(?:y|ies)|news))?|opinion|analysis|explainer|don['’]?t miss|fact ?check)"
    r" ?(?:[:|»>]| [-–—] ) ?\S"
)
_RELATED_HEADING = _any(
    r"related", r"read (?:also|more|next)", r"also read", r"see also", r"don['’]?t miss", r"more on this(?: story)?"
)
# Headings of lists of other articles. After the first kind there is nothing more of the article.
_FEED = _any(
    r"(?:the )?(?:latest|more|top|other|breaking|trending|popular) (?:news|stories|articles|headlines|posts|reads)",
    r"(?:news|live) ?feed",
    r"most (?:read|popular|viewed|shared|commented)",
    r"(?:trending|popular)(?: now)?",
    r"related (?:news|stories|articles|posts|content|coverage|topics|reading|links)",
    r"recommended(?: (?:for you|stories|articles|reading))?",
    r"you (?:may|might) (?:also )?like",
    r"(?:up|read|what to read) next",
    r"further reading",
    r"editors?['’]?s?['’]? (?:picks|choice)",
    r"from our partners",
    r"around the web",
    r"(?:\d+ )?comments?(?: \(?\d+\)?)?",
    r"leave a (?:comment|reply)",
    r"sponsored stories",
)
_MAYBE_FEED = _any(r"more (?:from|on|in|about) .{2,40}", r"related", r"latest", r"about the authors?")
_CREDIT = _any(
    r"[(\[]?(?:(?:file )?(?:photo|image|picture|photograph|illustration|graphic|video|credit|courtesy)s?"
    r"(?: (?:by|credit|courtesy))? ?[:/] ?|(?:photo|photograph|image|picture)s? by )\S.{0,80}[)\]]?",
    r"[(\[]?[^()\[\]]{0,80}"
    r"(?:getty images|(?:/|\bvia )(?:ap|afp|reuters|epa|shutterstock|getty)\b|epa-efe|shutterstock)"
    r"[^()\[\]]{0,40}[)\]]?",
)
_CONTRIBUTED = _any(
    r"\bcontributed (?:to th(?:is|e) (?:report|reporting|story|article)\b|reporting\b)",
    r"^\W*(?:additional |further )?(?:reporting|editing|writing|edited|compiled|translated) by\b",
)
_SEPARATOR = re.compile(r"\s?[|•·›»]\s?|\s[/>]\s")
_SHORT = 15
# How much of the prose has to stand above a feed's heading for all that is below it to be the feed.
_ABOVE_FEED = 0.6
# "More on the suspects" may as well be a cross-heading of the article.
_ABOVE_MAYBE_FEED = 1


@dataclass(slots=True)
class _Line:
    """A paragraph (most are one line), its words' number, and its words where it is not prose (else empty)."""

    extent: Extent
    text: str
    prose: bool
    words: int
    key: str
    mark: tuple[str, str] | None = None

    @classmethod
    def of(cls, extent: Extent, text: str) -> _Line:
        prose = is_prose(text)
        return cls(extent, text, prose, len(text.split()), "" if prose else comparable(text))


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
    lines = [_Line.of(extent, text[slice(*extent)]) for extent in paragraphs(text)]
    for line in lines:
        line.mark = _by_words(line)
    _feeds(lines)
    # Dates are furniture, but tell the head's.
    head = read_head(text, tuple(line.extent for line in lines if line.mark and line.mark[0] != "stamp"))
    if title is not None:
        key = comparable(title)
        own = next((line for line in lines[:_HEAD] if line.key == key), None)
    else:
        own = next((line for line in lines if line.extent == head.title_extent), None)
    _credits(lines, head, author)
    _repeats(lines, own)
    if own is not None:
        own.mark = None
    _between(text, lines, own)
    return head, tuple(_furniture(text, line) for line in lines if line.mark)


_HEAD = 25


def _furniture(text: str, line: _Line) -> Furniture:
    assert line.mark is not None
    start = text.rfind("\n", 0, line.extent[0]) + 1
    end = text.find("\n", line.extent[1])
    return Furniture(start, len(text) if end < 0 else end, *line.mark)


def _by_words(line: _Line) -> tuple[str, str] | None:
    """What a line says of itself."""
    appeal = ("appeal", "asks the reader for money or a subscription in the outlet's own voice")
    own = _QUOTED.sub(" ", line.text)
    if line.prose:
        return appeal if _is_appeal(own) else None
    bare = line.text.strip(" *•·-–—>»|")
    if line.key in _CONTROLS:
        return "control", "is a button or a label of the page"
    if _is_menu(line.text):
        return "menu", "is a row of short links"
    if _is_call(line, own):
        return "call", "calls the reader to subscribe, sign up or share"
    if _NOTICE.search(own):
        return "notice", "is a legal or technical notice"
    if is_stamp(bare):
        return "stamp", "is a date, a time or a running time alone"
    if _CONTRIBUTED.search(line.text):
        return "byline", "says who worked on the article"
    if not (ends_properly(bare) and bare[-1] not in ")]") and _CREDIT.fullmatch(bare):
        return "credit", "is the credit of a picture"
    return appeal if _is_appeal(own) else None


def _is_call(line: _Line, own: str) -> bool:
    """Whether a line calls on the reader: a sentence does only by an imperative, or by saying "you" or "our"."""
    if line.words > 25:
        return False
    call = _CALL.search(own)
    spoken = _PERSON.search(own) is not None
    if call and (spoken or not own[: call.start()].strip(" *•-–—") or not ends_properly(line.text)):
        return True
    return spoken and _ADDRESS.search(own) is not None


def _is_appeal(own: str) -> bool:
    """Whether words outside quotation marks ask the reader for money."""
    if not _PERSON.search(own):
        return False
    signs = {match[0].casefold() for match in _APPEAL.finditer(own)}
    others = {match[0].casefold() for match in _APPEAL_TOO.finditer(own)}
    return bool(signs) and len(signs | others) >= 2


def _is_menu(text: str) -> bool:
    pieces = [piece.strip() for piece in _SEPARATOR.split(text) if piece.strip()]
    return (
        len(pieces) >= 2
        and len(text.split()) <= 4 * len(pieces) + 2
        and not ends_properly(text)
        and (len(pieces) >= 3 or all(piece.casefold() in _CONTROLS for piece in pieces))
    )


def _feeds(lines: list[_Line]) -> None:
    """Feeds of other news: to the end where most prose stands above the heading, else the short lines below it."""
    total = sum(line.words for line in lines if line.prose and not line.mark)
    above = 0
    for index, line in enumerate(lines):
        if line.prose:
            above += 0 if line.mark else line.words
            continue
        heading = line.text.strip(" :*•·-–—>»|.")
        sure, maybe = _FEED.fullmatch(heading), _MAYBE_FEED.fullmatch(heading)
        pointer = _RELATED_HEADING.fullmatch(heading)
        if (sure or maybe or pointer) and not ends_properly(line.text):
            if above and above >= (_ABOVE_FEED if sure else _ABOVE_MAYBE_FEED) * total:
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
        elif above and _RELATED.match(line.text) and not ends_properly(line.text):
            line.mark = line.mark or ("related", "points to another article")
            teaser = lines[index + 1] if index + 1 < len(lines) else None
            # The teaser of another article is cut off where its box ends; the article's own paragraphs are whole.
            if teaser and teaser.extent[0] - line.extent[1] == 1 and not ends_properly(teaser.text):
                teaser.mark = teaser.mark or ("related", "is the beginning of another article, cut off")


def _mark_list(lines: list[_Line], heading: int, *, touching: bool = False) -> None:
    """Mark the short lines below a heading, to the first sentence (or, if they must touch, the first blank line)."""
    for above, line in pairwise(lines[heading:]):
        if line.prose or ends_properly(line.text) or (touching and line.extent[0] - above.extent[1] > 1):
            return
        line.mark = line.mark or ("related", "is in a list of other articles")


def _credits(lines: list[_Line], head: Head, author: str | None) -> None:
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


def _repeats(lines: list[_Line], own: _Line | None) -> None:
    """Lines that come again: prose does not, short answers may."""
    counts = Counter(line.key for line in lines if line.key)
    seen: set[str] = set()
    for line in lines:
        times = counts[line.key]
        first = line.key not in seen
        seen.add(line.key)
        if line.mark or line.prose or line is own or not line.key or line.text.endswith(":"):
            continue
        again = times >= 3 or (times == 2 and not first and not ends_properly(line.text))
        if (own is not None and line.key == own.key) or (again and line.words < _SHORT):
            line.mark = ("repeat", "is a line that comes again")


def _between(text: str, lines: list[_Line], own: _Line | None) -> None:
    """Short lines in the middle of furniture are part of it."""
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
            if touching or (index > body and not ends_properly(line.text)):
                line.mark = ("between", "is a short line in the middle of page furniture")
