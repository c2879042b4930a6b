"""From heads to words: the phrase of a head token, the mention that it is, the record's Span for it."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc, Token

from kg.extract.polls import people_asked
from kg.extract.words import read_data, words
from kg.language.chains import MentionSpan
from kg.language.gazetteer import load_gazetteer
from kg.records import Mention, Span

ARTICLES = frozenset({"a", "an", "the"})
LEFT = frozenset(
    {
        "compound",
        "amod",
        "nummod",
        "nmod:poss",
        "flat",
        "det",
        "det:predet",
        "advmod",
        "nmod:desc",
        "nmod:npmod",
        "nmod",
        "case",
        "obl:npmod",
        "punct",
        "cc",
        "conj",
        "goeswith",
    }
)
RIGHT = frozenset({"flat", "compound", "nummod", "fixed", "case", "goeswith"})


@cache
def outlets() -> frozenset[str]:
    """Names of media that no word gives away, in lower case."""
    return frozenset(name.removeprefix("the ") for name in read_data("speech.yaml")["outlets"])


def mention_id(doc: Doc, start: int, end: int) -> str:
    """The id of a mention inside its document's record, made of its offsets."""
    last = doc[end - 1]
    return f"m{doc[start].idx}-{last.idx + len(last)}"


class Phrases:
    """Phrases and mentions of one Doc."""

    def __init__(self, doc: Doc):
        self.doc, self.text = doc, doc.text  # spaCy builds Doc.text anew at every call
        self.mentions: tuple[MentionSpan, ...] = doc._.mentions
        self._by_token: dict[int, MentionSpan] = {}
        for m in sorted(self.mentions, key=lambda m: (m.form != "name", -(m.end - m.start))):
            for i in range(m.start, m.end):
                self._by_token.setdefault(i, m)
        for m in people_asked(doc, self.mentions):
            self._by_token = {i: own for i, own in self._by_token.items() if own is not m}
        self._roots = {m: doc[m.start : m.end].root for m in self.mentions}
        self._names: dict[int, list[MentionSpan]] = {}
        for m in self.mentions:
            if m.form == "name":
                self._names.setdefault(m.chain, []).append(m)

    def mention(self, token: Token) -> MentionSpan | None:
        """The mention whose head the token is: a name, or a nominal or pronoun in a chain with a name."""
        own = self._by_token.get(token.i)
        if own is not None and (
            self._roots[own].i == token.i
            or (
                own.form == "name"
                and token.dep_ in ("flat", "compound")
                and token.head.i == self._roots[own].i
                and token.i >= own.end - 1
            )
        ):
            return own
        for c in token.children:  # "President Putin" with the title as head, "the airline Kivu Wings"
            beside = c.dep_ == "appos" and c.left_edge.i == token.i + 1
            if beside or c.dep_ in ("flat", "nmod:desc"):
                named = self._by_token.get(c.i)
                wanted = ("PERSON", "ORG") if beside else ("PERSON",)
                if named is not None and named.form == "name" and named.label in wanted:
                    return named
        return None

    def inside(self, token: Token) -> MentionSpan | None:
        """The mention that a token lies in, its head or not."""
        return self._by_token.get(token.i)

    def words(self, m: MentionSpan) -> str:
        """The words of a mention."""
        last = self.doc[m.end - 1]
        return self.text[self.doc[m.start].idx : last.idx + len(last)]

    def names(self, chain: int) -> list[MentionSpan]:
        """The named mentions of a chain."""
        return self._names.get(chain, [])

    def fullest_name(self, token: Token) -> Token | None:
        """The last word of the longest name in a person's or body's chain, where the token is a mention of it."""
        m = self.mention(token)
        if m is None or m.label not in ("PERSON", "ORG"):
            return None
        named = max(self.names(m.chain), key=lambda n: (len(self.words(n)), -n.start), default=None)
        return self.doc[named.start : named.end].root if named is not None else None

    def label(self, token: Token) -> str | None:
        """Label of the token's mention: PERSON, ORG ..."""
        m = self.mention(token)
        return m.label if m is not None else None

    def is_media_name(self, token: Token) -> bool:
        """Whether the token heads the name of a known outlet or news agency."""
        m = self.mention(token)
        if m is None:
            start, end = self.extent(token)
            return token.pos_ == "PROPN" and self.doc[start:end].text.casefold().removeprefix("the ") in outlets()
        return any(
            self.doc[n.start : n.end].text.casefold().removeprefix("the ") in outlets()
            for n in (m, *self.names(m.chain))
        )

    def named_apposition(self, token: Token) -> Token:
        """The person's name beside a description: "his deputy spokesperson, Farhan Haq" gives Haq; else the token."""
        if self.mention(token) is None or self.mention(token).form != "name":  # type: ignore[union-attr]
            for c in token.children:
                if c.dep_ == "appos":
                    m = self.mention(c)
                    if m is not None and m.form == "name" and m.label == "PERSON":
                        return c
        return token

    def body(self, token: Token) -> MentionSpan | None:
        """The named body behind a collective: "Israeli officials", "members of Khorasan Province"."""
        lemma = token.lemma_.lower()
        if lemma not in words("state_body") | words("group_body"):
            return None
        candidates: list[Token] = []
        for c in token.children:
            if c.dep_ in ("compound", "amod", "nmod:poss", "nmod:desc", "nmod:npmod") or (
                c.dep_ == "nmod" and any(k.dep_ == "case" and k.lower_ in ("of", "from") for k in c.children)
            ):
                candidates.append(c)
        named = [m for c in candidates if (m := self._by_token.get(c.i)) is not None and m.form == "name"]
        orgs = [m for m in named if m.label == "ORG"]
        if orgs:
            return orgs[-1]
        states = [m for m in named if m.label in ("NORP", "GPE", "LOC")]
        if states and lemma in words("state_body"):
            return states[-1]
        groups = [m for m in named if m.label == "NORP" and not self._is_demonym(m)]
        return groups[-1] if groups and lemma in words("group_body") and lemma not in words("people_body") else None

    def _is_demonym(self, m: MentionSpan) -> bool:
        """Whether a name is that of a state's people: "Pakistani groups" are no part of the state."""
        entry = load_gazetteer().lookup(self.words(m))
        return entry is not None and entry.kind == "demonym" and entry.country is not None

    # -- spans ---------------------------------------------------------------------------------------------------------

    def extent(self, token: Token, *, trailing: tuple[str, ...] = ("of",)) -> tuple[int, int]:
        """Tokens [start, end) of the phrase: no leading article, no relative clause, no trailing phrase but those that
        the prepositions `trailing` open."""
        m = self.mention(token)
        if m is not None and m.form in ("name", "pronoun"):
            return m.start, m.end
        start, end = token.i, token.i + 1
        for c in reversed([c for c in token.children if c.i < token.i]):
            edge = c.left_edge.i
            if c.dep_ in LEFT and c.right_edge.i + 1 >= start and not (c.dep_ == "punct" and c.text in (",", "(", "[")):
                start = edge
            elif c.dep_ not in LEFT:
                break
        for c in [c for c in token.children if c.i > token.i]:
            if c.left_edge.i != end:
                break
            case = next((k.lower_ for k in c.children if k.dep_ == "case" and k.i < c.i), None)
            if c.dep_ in RIGHT and c.tag_ != "POS":
                end = max(end, self.extent(c)[1] if c.dep_ != "case" else c.i + 1)
            elif c.dep_ == "nmod" and case in trailing:
                end = self.extent(c)[1]
            else:
                break
        while start < token.i and (
            self.doc[start].lower_ in ARTICLES
            or self.doc[start].is_punct
            or self.doc[start].dep_ in ("cc", "case", "fixed")
            or self.doc[start].is_space
        ):
            start += 1
        return start, end

    def span(self, token: Token, *, event: str | None = None, agent: bool = False) -> Span:
        """The record's Span for a head token; with `agent`, a collective takes the mention of its body."""
        start, end = self.extent(token)
        m = self.mention(token)
        if m is None and agent:
            m = self.body(token)
        last = self.doc[end - 1]
        a, b = self.doc[start].idx, last.idx + len(last)
        named = m is not None and bool(self._names.get(m.chain))
        return Span(
            a, b, self.text[a:b], mention_id(self.doc, m.start, m.end) if m is not None and named else None, event
        )

    def records(self) -> list[Mention]:
        """All mentions of chains with a name, as records, in order of the text."""
        out = []
        for m in self.mentions:
            if m.form != "name" and m.chain not in self._names:
                continue
            a, b = self.doc[m.start].idx, self.doc[m.end - 1].idx + len(self.doc[m.end - 1])
            out.append(
                Mention(mention_id(self.doc, m.start, m.end), a, b, self.text[a:b], m.label, m.form, f"x{m.chain}")
            )
        return sorted(out, key=lambda m: (m.start, m.end))
