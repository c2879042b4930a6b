"""Who says it: speakers and outlets of every stretch of text.

An Attribution has a scope (the tokens whose content it covers), a speaker, outlets and the standing that the verb of
saying lends ("claims" alleges). Scopes come from clauses of verbs of saying before and after their content, "according
to", "as reported by", "citing", and from quotation marks across sentence borders. The nearest attribution is the one
with the smallest scope. Follows the parc3 view of source, cue and content (Pareti 2012).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.extract.frames import Frames, case_of, conjuncts, governor, is_verb, lemma_of
from kg.extract.modality import negative_nominal, speech
from kg.extract.phrases import Phrases
from kg.extract.polls import is_opinion_poll
from kg.extract.words import words
from kg.language.sentences import sentence_bounds, sentence_of, sentence_start

OUTLET_PREPOSITIONS = frozenset({"to", "via", "through", "on", "by", "in", "with", "from", "for"})
# Verbs whose infinitive is what their subject says of himself: "claimed to have murdered", "denied having".
SELF_TOLD = ("claim", "deny", "admit", "acknowledge", "confess", "report")
LONG_QUOTE = 4  # tokens; shorter ones are scare quotes or terms


@dataclass(frozen=True, slots=True)
class Attribution:
    """One stretch of content (token indices) with those it comes from."""

    scope: frozenset[int]
    speaker: Token | None
    outlets: tuple[Token, ...]
    verb: Token | None
    level: str
    quote: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch in quotation marks: tokens [start, end) without the marks."""

    start: int
    end: int


QUOTE_MARKS = re.compile(r"[“”„«»\"]|(?<!\w)''|''(?!\w)|``")


def find_quotes(doc: Doc) -> list[Quote]:
    """Stretches in double quotation marks, paragraph by paragraph; one that never closes ends with its paragraph.

    >>> import spacy
    >>> doc = spacy.blank("en")('He said "we did it" today.')
    >>> [doc[q.start:q.end].text for q in find_quotes(doc)]
    ['we did it']
    """
    quotes: list[Quote] = []
    if QUOTE_MARKS.search(doc.text) is None:
        return quotes
    start: int | None = None
    paragraph, fresh = 0, True
    for token in doc:
        if token.is_space and token.text.count("\n") >= 1:
            if start is not None and token.i > start:
                quotes.append(Quote(start, token.i))
            start, paragraph, fresh = None, token.i + 1, True
        elif len(token) <= 2 and QUOTE_MARKS.fullmatch(token.text):
            opening = token.text in ("“", "„", "«", "``")
            if start is None:
                before = doc[token.i - 1] if token.i > paragraph else None
                lost = token.text in ("”", "»") or (
                    token.text == '"'
                    and before is not None
                    and before.text in (",", "?", "!")
                    and not before.whitespace_
                )
                if lost and fresh and token.i > paragraph:  # its opening mark is missing: the paragraph began with it
                    quotes.append(Quote(paragraph, token.i))
                elif token.text not in ("”", "»"):
                    start = token.i + 1
                fresh = False
            elif not opening:
                if token.i > start:
                    quotes.append(Quote(start, token.i))
                start = None
    if start is not None and start < len(doc):
        quotes.append(Quote(start, len(doc)))
    return quotes


class Attributions:
    """All attributions of a Doc; `of(token)` gives those that cover a token, nearest first."""

    def __init__(self, doc: Doc, frames: Frames, phrases: Phrases, furniture: frozenset[int] = frozenset()):
        self.doc, self.frames, self.phrases = doc, frames, phrases
        self.quotes = find_quotes(doc)
        self.in_quote: dict[int, Quote] = {i: q for q in self.quotes for i in range(q.start, q.end)}
        found: list[Attribution] = []
        for start, end in sentence_bounds(doc):
            if start not in furniture:
                found += self._of_sentence(start, end)
        found += self._of_quotes(found)
        found += self._continued(found)
        self.all = sorted(found, key=lambda a: (len(a.scope), min(a.scope), a.verb.i if a.verb is not None else -1))
        self._by_token: dict[int, list[Attribution]] = {}
        for a in self.all:
            for i in a.scope:
                self._by_token.setdefault(i, []).append(a)

    def is_unsaid(self, token: Token) -> bool:
        """Whether nobody says what a token tells: "no official suggested that"."""
        return any(a.speaker is not None and negative_nominal(a.speaker) for a in self.of(token))

    def of(self, token: Token) -> list[Attribution]:
        """Attributions whose content the token belongs to, nearest first."""
        return [a for a in self._by_token.get(token.i, []) if a.verb is None or a.verb.i != token.i]

    # -- outlets -------------------------------------------------------------------------------------------------------

    def is_outlet(self, token: Token) -> bool:
        """Whether a phrase names, or describes, a medium, a platform or a poll."""
        tables = speech()
        lemma = token.lemma_.lower()
        if lemma in tables.media["nameless"] or token.lower_ in tables.media["nameless"]:
            return True
        if is_opinion_poll(token):
            return True
        mention = self.phrases.mention(token)
        if mention is not None and mention.form == "name" and mention.label == "PERSON":
            return False
        if self.phrases.is_media_name(token):
            return True
        if token.lower_ in tables.media["platforms"] and token.pos_ in ("PROPN", "X", "NOUN"):
            return token.lower_ != "x" or token.text == "X"
        if mention is not None and mention.form == "name":
            span = self.doc[mention.start : mention.end]
            told = bool({w.lower_ for w in span} & tables.media["name_words"])
            if mention.label == "ORG" and (told or span[-1].lower_ in tables.media["last_words"]):
                return True
            around = {c.lemma_.lower() for c in token.children if c.dep_ in ("compound", "amod", "nmod:desc", "flat")}
            return mention.label == "ORG" and bool(around & tables.media["words"])
        if lemma in tables.media["words"]:
            around = {c.lemma_.lower() for c in token.children if c.dep_ in ("compound", "amod")}
            return lemma not in ("agency", "station", "paper", "program", "programme", "channel") or "news" in around
        return False

    def clause_outlets(self, verb: Token) -> tuple[Token, ...]:
        """Outlets that a clause names as its channel: "told CNN", "on Telegram", "via Amaq", "in a post on X"."""
        out: list[Token] = []
        if verb.dep_ in ("advcl", "xcomp") and is_verb(verb.head) and verb.i > verb.head.i:
            out += self.clause_outlets(verb.head)  # "made a statement via X, claiming responsibility"
        seen = {verb.i}
        stack = [verb]
        while stack:
            head = stack.pop()
            for c in head.children:
                if c.i in seen or c.dep_ in ("ccomp", "conj", "parataxis", "acl:relcl", "nsubj", "nsubj:pass"):
                    continue
                seen.add(c.i)
                if c.dep_ in ("obl", "nmod", "iobj", "obj", "obl:agent"):
                    case = case_of(c)
                    channel = (
                        (case in ("on", "via", "through", "to", "by", "with", "in"))
                        if c.dep_ in ("obl", "nmod", "obl:agent")
                        else lemma_of(head) in ("tell", "inform", "give")
                    )
                    if channel and self.is_outlet(c) and not (case == "in" and not self._platform(c)):
                        inner = [
                            x
                            for k in c.children
                            if k.dep_ == "nmod" and case_of(k) in ("from", "by", "in", "of") and self.is_outlet(k)
                            for x in conjuncts(k)
                        ]
                        out += inner or [t for t in conjuncts(c) if self.is_outlet(t)]
                    stack.append(c)
                elif c.dep_ == "acl" and (lemma_of(c) in words("reporting_verb")):
                    stack.append(c)
        return tuple(sorted(set(out), key=lambda t: t.i))

    def _platform(self, token: Token) -> bool:
        return token.lower_ in speech().media["platforms"] or "interview" in {token.lemma_.lower()}

    # -- inside a sentence ---------------------------------------------------------------------------------------------

    def _of_sentence(self, start: int, end: int) -> Iterable[Attribution]:
        for token in self.doc[start:end]:
            if is_verb(token) and (lemma_of(token) in speech().verbs or self._made_clear(token)):
                yield from self._of_verb(token)
            if token.pos_ == "NOUN" and token.lemma_.lower() in speech().nouns:
                yield from self._of_noun(token)
            if token.dep_ in ("obl", "nmod", "advmod", "parataxis") and case_of(token) in (
                "according_to",
                "as_per",
                "per",
            ):
                yield from self._according_to(token, conjuncts(token))
            elif token.dep_ in ("obl", "nmod") and token.lower_ in speech().accounts and case_of(token) == "in":
                told = {c.dep_ for c in token.children} & {"det", "nmod:poss"} and not any(
                    c.dep_ == "amod"
                    for c in token.children  # "in full view of the police"
                )
                whose = [c for c in token.children if c.dep_ == "nmod:poss" or case_of(c) == "of"] if told else []
                yield from self._according_to(token, whose, speech().accounts[token.lower_])

    @staticmethod
    def _made_clear(verb: Token) -> list[Token]:
        """The "clear" of "made clear that", on which the content hangs."""
        return [c for c in verb.children if c.lower_ in ("clear", "plain")] if verb.lemma_.lower() == "make" else []

    def _of_noun(self, noun: Token) -> Iterable[Attribution]:
        """ "the group's claim that it was responsible", "allegations by the army that ..."."""
        frame = self.frames.frame(noun)
        content = frozenset(t.i for c in frame.get("comp") for t in c.subtree)
        if not content:
            return
        sources = frame.get("by") or frame.get("poss") or (frame.get("agent") if frame.light_verb is not None else ())
        sources = sources or tuple(c for c in frame.get("compound") if self.phrases.mention(c) is not None)
        if sources:
            outlets = tuple(t for t in sources if self.is_outlet(t))
            people = [t for t in sources if not self.is_outlet(t)]
            yield Attribution(
                content, people[0] if people else None, outlets, noun, speech().nouns[noun.lemma_.lower()], "indirect"
            )

    def _speakers(self, verb: Token) -> tuple[Token, ...]:
        frame = self.frames.frame(verb)
        agents = frame.get("agent")
        not_speaking = speech().words["speaker_not"]
        return tuple(
            self.phrases.named_apposition(t)
            for t in agents
            if t.lemma_.lower() not in not_speaking
            and (t.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "SYM", "X") or any(c.dep_ == "nmod" for c in t.children))
            and not (t.lower_ in ("it", "there") and t.dep_ in ("expl", "csubj"))
        )

    def _of_verb(self, verb: Token) -> Iterable[Attribution]:
        speakers = self._speakers(verb)
        passive = self.frames.is_passive(verb)
        lemma = lemma_of(verb)
        if passive and not speakers:
            return
        own = {t.i for t in verb.subtree}
        clear = [k for c in self._made_clear(verb) for k in c.children]
        content = {
            i.i
            for c in (*verb.children, *clear)
            if c.dep_ == "ccomp" or (c.dep_ in ("xcomp", "csubj") and lemma in SELF_TOLD)
            for i in c.subtree
            if not self._apart(c, verb)
        }
        if speech().verbs.get(lemma) == "denied":  # "denied reports that ..."
            told = [t for t in self.frames.frame(verb).get("patient") if t.lemma_.lower() in speech().nouns]
            content |= {i.i for t in told for c in self.frames.frame(t).get("comp") for i in c.subtree}
        if not content and (host := self._host(verb)) is not None:
            content = {t.i for t in host.subtree} - own
        if content:
            yield self._attribution(verb, speakers, frozenset(content) - self._asides(content), "indirect")

    def _asides(self, content: set[int]) -> set[int]:
        """Relative clauses behind a comma inside reported speech: what the writer adds of his own."""
        out: set[int] = set()
        for i in content:
            token = self.doc[i]
            if token.dep_ in ("acl:relcl", "advcl:relcl"):
                start = token.left_edge.i
                if start > 0 and self.doc[start - 1].text == ",":
                    out |= {t.i for t in token.subtree}
            elif token.pos_ == "NOUN" and token.lemma_.lower() in words("charge") | speech().nouns.keys():
                first = token.left_edge  # "..., a charge that Iran denies"
                opened = first.is_punct or (first.i > 0 and self.doc[first.i - 1].is_punct)
                if opened and any(c.dep_ == "acl:relcl" for c in token.children):
                    out |= {t.i for t in token.subtree}
        return out

    def _apart(self, clause: Token, verb: Token) -> bool:
        """Whether a semicolon parts a clause from a verb after it: two sentences in one, and no content."""
        return clause.i < verb.i and any(t.text == ";" for t in self.doc[clause.i : verb.i])

    def _host(self, verb: Token) -> Token | None:
        """The clause that a verb of saying stands beside as its source: "..., he said", "..., as X reported"."""
        head, children = verb.head, list(verb.children)
        if head.i == verb.i or any(c.dep_ == "obj" for c in children) or self._apart(head, verb):
            return None
        marks = {c.lower_ for c in children if c.dep_ in ("mark", "advmod", "case")}
        if verb.dep_ == "parataxis":
            denies = speech().verbs.get(lemma_of(verb)) == "denied"  # "...; Iran denied it" says something of its own
            return head if not denies else None
        if verb.dep_ in ("advcl", "acl") and "as" in marks:
            told = any(c.dep_ in ("nsubj", "nsubj:pass", "obl:agent", "obl") for c in children)
            return governor(head) if told else None
        after_comma = verb.left_edge.i > 0 and self.doc[verb.left_edge.i - 1].text == ","
        beside = verb.dep_ in ("ccomp", "conj", "dep", "advcl") and verb.i > head.i and after_comma and not marks
        return head if beside and any(c.dep_ == "nsubj" for c in children) else None

    def _attribution(
        self, verb: Token, speakers: tuple[Token, ...], content: frozenset[int], quote: str
    ) -> Attribution:
        level = speech().verbs.get(lemma_of(verb), "reported")
        outlets = [t for t in speakers if self.is_outlet(t)]
        people = [t for t in speakers if not self.is_outlet(t)]
        outlets += [t for t in self.clause_outlets(verb) if t not in outlets]
        cited: list[Token] = []
        for c in sentence_of(verb)[verb.i - sentence_start(verb) :]:
            beside = c.head.i == verb.i or c.head.i in content  # "..., Fars reported, citing officials"
            if c.dep_ == "advcl" and beside and c.lemma_.lower() in ("cite", "quote"):
                cited += [x for o in c.children if o.dep_ == "obj" for x in conjuncts(o)]
        if cited and not people:
            people = [t for t in cited if not self.is_outlet(t)]
            outlets += [t for t in cited if self.is_outlet(t)]
        return Attribution(content, people[0] if people else None, tuple(outlets), verb, level, quote)

    def _according_to(self, token: Token, sources: Sequence[Token], level: str = "reported") -> Iterable[Attribution]:
        """What stands beside "according to the sources", "in the words of the sources"."""
        head = token.head
        own = {t.i for t in token.subtree}
        while (
            head.dep_ in ("nmod", "obj", "obl", "appos", "nsubj", "compound")
            and head.head.i != head.i
            and not is_verb(head)
        ):
            head = head.head
        content = frozenset({t.i for t in governor(head).subtree} - own)
        if not content or not sources:
            return
        outlets = [t for t in sources if self.is_outlet(t)]
        people = [t for t in sources if not self.is_outlet(t)]
        for t in token.subtree:  # "according to the ministry, as reported by TASS", "... quoted by AFP"
            if t.dep_ in ("obl:agent", "obl") and case_of(t) == "by" and lemma_of(t.head) in words("reporting_verb"):
                outlets += [x for x in conjuncts(t) if x not in outlets]
                people = [p for p in people if p.i not in {x.i for x in outlets}]
        speaker = self.phrases.named_apposition(people[0]) if people else None
        yield Attribution(content, speaker, tuple(outlets), None, level, "indirect")

    # -- quotation marks -----------------------------------------------------------------------------------------------

    def _of_quotes(self, clauses: list[Attribution]) -> Iterable[Attribution]:
        previous: tuple[int, Attribution] | None = None
        for quote in self.quotes:
            if quote.end - quote.start < LONG_QUOTE or not any(
                is_verb(t) or t.pos_ == "AUX" for t in self.doc[quote.start : quote.end]
            ):
                continue
            found = self._cue(quote)
            scope = frozenset(range(quote.start, quote.end))
            attribution: Attribution | None = None
            if found is not None:
                attribution = self._attribution(found, self._speakers(found), scope, "direct")
            elif previous is not None and self._follows(previous[0], quote):
                last = previous[1]
                attribution = Attribution(scope, last.speaker, last.outlets, last.verb, "reported", "direct")
            if attribution is not None and (attribution.speaker is not None or attribution.outlets):
                level = attribution.level if attribution.level != "denied" else "reported"
                attribution = Attribution(
                    scope, attribution.speaker, attribution.outlets, attribution.verb, level, "direct"
                )
                yield attribution
                previous = (quote.end, attribution)

    def _cue(self, quote: Quote) -> Token | None:
        """The verb of saying outside the quote, nearest to it, in the sentences that the quote touches."""
        first, last = sentence_of(self.doc[quote.start]), sentence_of(self.doc[quote.end - 1])
        best: tuple[int, int] | None = None
        for sentence in (first, last):
            for token in sentence:
                if token.i in self.in_quote or not is_verb(token) or lemma_of(token) not in speech().verbs:
                    continue
                if not self._speakers(token) or self.frames.is_passive(token):
                    continue
                distance = quote.start - token.i if token.i < quote.start else token.i - quote.end
                key = (distance, token.i)
                if best is None or key < best:
                    best = key
        if best is not None:
            return self.doc[best[1]]
        # 'X said: "..."', with the quote in a sentence of its own; and '"...", he said' split off as a sentence
        before = quote.start - 2
        while before >= 0 and self.doc[before].is_space:
            before -= 1
        if before >= 0 and self.doc[before].text in (":", ","):
            verbs = [
                t
                for t in sentence_of(self.doc[before])
                if is_verb(t) and lemma_of(t) in speech().verbs and self._speakers(t)
            ]
            return verbs[-1] if verbs else None
        after = quote.end + 1
        if after < len(self.doc) and self.doc[after - 2].text in (",", "?", "!"):
            verbs = [
                t
                for t in sentence_of(self.doc[after])
                if is_verb(t) and lemma_of(t) in speech().verbs and self._speakers(t)
            ]
            return verbs[0] if verbs and verbs[0].i - after < 8 else None
        return None

    def _follows(self, end: int, quote: Quote) -> bool:
        """Whether a quote goes on where the one before it ended: same paragraph, or the next paragraph at once."""
        between = self.doc[end : quote.start]
        words = [t for t in between if not t.is_space and not t.is_punct]
        return not words or (len(words) <= 12 and not any(t.is_space and "\n" in t.text for t in between))

    # -- sentences that go on ------------------------------------------------------------------------------------------

    def _continued(self, found: list[Attribution]) -> Iterable[Attribution]:
        """Sentences after "According to X, ..." in one paragraph go on listing what X reported."""
        last: Attribution | None = None
        attributed = {i for a in found for i in a.scope}
        for start, end in sentence_bounds(self.doc):
            if last is None and self.doc[start].is_space:
                start = next((i for i in range(start, end) if not self.doc[i].is_space), start)
            if last is None and self.doc[start].lower_ != "according":
                continue
            sentence = self.doc[start:end]
            words = [t for t in sentence if not t.is_space]
            if not words:
                continue
            if words[0].lower_ == "according":
                last = next((a for a in found if a.verb is None and words[-1].i >= min(a.scope) >= words[0].i), None)
            elif last is not None:
                if not attributed & {t.i for t in words} and not any(
                    is_verb(t) and lemma_of(t) in speech().verbs for t in words
                ):
                    yield Attribution(
                        frozenset(t.i for t in words), last.speaker, last.outlets, None, last.level, "none"
                    )
                else:
                    last = None
            if any(t.is_space and "\n" in t.text for t in sentence):
                last = None
