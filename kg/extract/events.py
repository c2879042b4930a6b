"""Events of a document: what is told, with arguments, status and date, each event once however often it is told.

Every trigger (a noun or verb of the lexicon) becomes a candidate with the arguments of its frame; candidates are then
merged into events: by hard links of syntax ("an attack that killed 40"), else by type, place, date, participants and
definiteness. Two reports that contradict each other on date, place or target never merge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from spacy.tokens import Doc, Token

from kg.extract.dates import DateSpan, event_date
from kg.extract.frames import Frame, Frames, case_of, governor, is_verb, lemma_of
from kg.extract.lexicon import Lexicon, Sense, read_data
from kg.extract.modality import standing
from kg.extract.phrases import Phrases
from kg.extract.places import Granularity

PLACE_PREPOSITIONS = (
    "in",
    "at",
    "near",
    "outside",
    "inside",
    "within",
    "around",
    "across",
    "throughout",
    "off",
    "along",
)
TARGET_PREPOSITIONS = ("on", "against", "upon", "into", "targeting")
VIOLENT = frozenset({"Attack", "Death", "Injury"})
HARM_VERBS = frozenset(["kill", "injure", "wound", "die", "hurt", "harm", "maim", "slay", "perish"])
GENERAL = frozenset(
    ["attack", "assault", "incident", "killing", "murder", "death"]
)  # words that can stand for any deed of violence
PHRASAL = {"open": ("fire",), "fire": ("shot", "bullet", "round"), "take": ("hostage",), "set": ("fire", "ablaze")}
TIME_NOUNS = frozenset(
    ["evening", "night", "morning", "afternoon", "day", "week", "month", "year", "hour", "minute", "weekend", "time", "eve", "moment", "anniversary"]
)
NAMED_PLACE = frozenset({"LOC", "GPE", "FAC"})


@cache
def nouns() -> Mapping[str, frozenset[str]]:
    """Common nouns by what they are (rules/nouns.yaml)."""
    raw: dict[str, Any] = read_data("nouns.yaml")
    return {k: frozenset(v) for k, v in raw.items()}


def kernel(token: Token) -> Token:
    """The noun that "one of the bombs", "hundreds of people" are about."""
    if token.pos_ == "NUM" or token.lemma_.lower() in (
        "number",
        "group",
        "dozen",
        "hundred",
        "thousand",
        "some",
        "most",
        "many",
        "several",
        "part",
        "majority",
        "pair",
        "couple",
        "%",
        "percent",
        "half",
        "third",
        "quarter",
        "bulk",
        "all",
    ):
        for c in token.children:
            if c.dep_ == "nmod" and any(k.dep_ == "case" and k.lower_ == "of" for k in c.children):
                return c
    return token


@dataclass(slots=True)
class Candidate:
    """One trigger with what its own clause says of the event."""

    token: Token
    sense: Sense
    frame: Frame
    status: str
    date: DateSpan | None
    arguments: dict[str, list[Token]] = field(default_factory=dict)
    definite: bool = False
    distinct: bool = False

    def keys(self, phrases: Phrases, *roles: str) -> set[str]:
        """What the fillers of roles are, as chains of names or as words."""
        out = set()
        for role in roles:
            for t in self.arguments.get(role, ()):
                m = phrases.mention(t)
                if m is not None:
                    out.add(f"x{m.chain}")
        return out


@dataclass(slots=True)
class Cluster:
    """One event of the document: its candidates in order of the text."""

    members: list[Candidate] = field(default_factory=list)

    @property
    def lead(self) -> Candidate:
        """The candidate that says most plainly what kind of event it is."""
        return min(self.members, key=lambda c: (c.sense.vague, c.sense.subtype is None, is_verb(c.token), c.token.i))

    @property
    def type(self) -> str:
        """The event's type: that of the plainest trigger that is not vague."""
        plain = [c for c in self.members if not c.sense.vague and c.sense.type not in ("Death", "Injury")]
        plain = plain or [c for c in self.members if not c.sense.vague] or self.members
        return plain[0].sense.type

    @property
    def subtype(self) -> str | None:
        """The commonest subtype among the triggers, the first told where there are several."""
        found = [c.sense.subtype for c in self.members if c.sense.subtype]
        return max(found, key=lambda s: (found.count(s), -found.index(s))) if found else None

    @property
    def status(self) -> str:
        """The most real status that any trigger has."""
        order = ("occurred", "ongoing", "planned", "feared", "denied", "hypothetical", "generic")
        return min((c.status for c in self.members), key=order.index)

    @property
    def date(self) -> DateSpan | None:
        """The most precise date that a trigger has."""
        ranks = {"day": 0, "day_without_year": 1, "month": 2, "about": 3, "year": 4}
        dated = [c.date for c in self.members if c.date is not None and c.date.date]
        return min(dated, key=lambda d: ranks.get(d.precision or "", 5)) if dated else None

    def fillers(self, role: str) -> list[Token]:
        """All fillers of a role, in order of the text."""
        return sorted({t for c in self.members for t in c.arguments.get(role, ())}, key=lambda t: t.i)


class Events:
    """The events of a Doc. `of(token)` gives the event that a trigger belongs to."""

    def __init__(
        self,
        doc: Doc,
        frames: Frames,
        phrases: Phrases,
        dates: Sequence[DateSpan],
        lexicon: Lexicon,
        granularity: Granularity,
        furniture: frozenset[int] = frozenset(),
    ):
        self.doc, self.frames, self.phrases, self.dates, self.granularity = doc, frames, phrases, dates, granularity
        self._date_tokens = {i for d in dates for i in range(d.start, d.end)}
        candidates = []
        for token in doc:
            if token.i in furniture or token.i in self._date_tokens:
                continue
            sense = lexicon.verb(token) or (None if is_verb(token) else lexicon.noun(token))
            if token.tag_ == "VBG" and token.dep_ in ("acl", "advcl") and token.lower_ == "targeting":
                continue  # "attacks targeting hotels" says what the attacks are aimed at
            if (
                sense is not None
                and not is_verb(token)
                and token.lemma_.lower() in nouns()["weapon"]
                and governor(token).dep_ not in ("nsubj", "nsubj:pass", "nmod", "obl")
            ):
                continue  # "threw a bomb" is a thing, "the bomb killed nine" and "responsibility for the bomb" an event
            if sense is not None and not self._inside_name(token):
                candidates.append(self._candidate(token, sense))
        self.candidates = {c.token.i: c for c in candidates}
        self.clusters = self._merge(candidates)
        self._of: dict[int, Cluster] = {c.token.i: k for k in self.clusters for c in k.members}

    def of(self, token: Token) -> Cluster | None:
        """The event that a token triggers."""
        return self._of.get(token.i)

    def _inside_name(self, token: Token) -> bool:
        m = self.phrases.inside(token)
        return m is not None and m.form == "name" and m.label not in ("EVENT",)

    # -- candidates ----------------------------------------------------------------------------------------------------

    def _candidate(self, token: Token, sense: Sense) -> Candidate:
        frame = self.frames.frame(token)
        out = Candidate(token, sense, frame, self._status(token, sense, frame), self._date(token))
        lower = {c.lower_ for c in token.children if c.dep_ in ("det", "nmod:poss", "amod", "nummod")}
        lower |= {c.lemma_.lower() for c in token.children if c.dep_ in ("amod", "nummod")}
        out.definite = bool(lower & nouns()["anaphoric"]) or "poss" in frame.roles
        out.distinct = bool(lower & nouns()["distinct"]) or (
            token.tag_ == "NNS"
            and sense.type not in ("Death", "Injury")
            and any(c.dep_ == "nummod" for c in token.children)
        )
        self._arguments(out)
        return out

    def _date(self, token: Token) -> DateSpan | None:
        """The event's date; in "patrols on Saturday after the attack" Saturday is not the attack's."""
        found = event_date(self.doc, token, self.dates)
        anchor = token
        while anchor.dep_ in ("acl:relcl", "acl") and anchor.head.i != anchor.i:
            anchor = anchor.head
        if found is not None and case_of(anchor) in (
            "after",
            "following",
            "since",
            "before",
            "despite",
            "over",
            "about",
        ):
            inside = anchor.left_edge.i <= found.start and found.end <= anchor.right_edge.i + 1
            return found if inside else None
        return found

    def _add(self, c: Candidate, role: str, tokens: Iterable[Token]) -> None:
        for t in tokens:
            if (
                t.i in self._date_tokens
                or t.i == c.token.i
                or t.lemma_.lower() in TIME_NOUNS
                or (t.pos_ in ("VERB", "AUX", "ADJ", "ADV", "DET")
                and not self.phrases.mention(t))
            ):
                continue
            bucket = c.arguments.setdefault(role, [])
            if t not in bucket:
                bucket.append(t)

    def is_person(self, token: Token) -> bool:
        """A human being or humans, by name, pronoun or noun."""
        label = self.phrases.label(token)
        if label is not None:
            return label in ("PERSON", "NORP")
        token = kernel(token)
        return (
            token.lemma_.lower() in nouns()["human"]
            or (token.pos_ == "NUM")
            or token.lower_ in ("who", "whom", "he", "she", "him", "her", "they", "them", "i", "we", "you")
        )

    def is_place(self, token: Token) -> bool:
        """A place, by name or noun."""
        label = self.phrases.label(token)
        return (
            label in NAMED_PLACE
            or (label is None and token.lemma_.lower() in nouns()["place"])
            or (label == "ORG" and bool({w.lower_ for w in token.subtree} & nouns()["place"]))
        )

    def _arguments(self, c: Candidate) -> None:
        frame, sense, verb = c.frame, c.sense, is_verb(c.token)
        weapons = nouns()["weapon"]
        agents = [
            t for t in frame.get("agent") if not (kernel(t).lemma_.lower() in weapons and not self.phrases.mention(t))
        ]
        if sense.possessor is not None and not verb and "by" not in frame.roles and frame.light_verb is None:
            for t in frame.get("poss"):
                self._add(c, sense.possessor if self.is_person(t) or sense.possessor != "victim" else "target", [t])
            agents = []
        agents = [
            t for t in agents if not (kernel(t).lemma_.lower() in nouns()["vehicle"] and not self.phrases.mention(t))
        ]
        if (
            verb
            and lemma_of(c.token) in HARM_VERBS
            and not frame.passive
            and not frame.get("patient")
            and sense.type == "Attack"
        ):
            self._add(c, "victim", [t for t in agents if t.pos_ == "NUM"])  # "60 killed and more than 100 wounded"
            agents = [t for t in agents if t.pos_ != "NUM"]
        if sense.agent != "none":
            for t in agents:
                if (
                    verb
                    and lemma_of(c.token) in HARM_VERBS
                    and self.phrases.label(t) in NAMED_PLACE
                    and t.i == c.token.head.i
                ):
                    continue  # "bombings in Kerman, which killed 90": the place kills nobody
                if (
                    not verb
                    and "by" not in frame.roles
                    and frame.light_verb is None
                    and self.phrases.label(t) in NAMED_PLACE
                ):
                    self._add(c, "place", [t])  # "Moscow's worst attack"
                elif t.i not in self._date_tokens and not self._is_event_noun(t):
                    self._add(c, sense.agent, [t])
        if verb:
            self._add(
                c,
                "instrument",
                [t for t in frame.get("agent") if kernel(t).lemma_.lower() in weapons and not self.phrases.mention(t)],
            )
        if sense.patient != "none":
            phrase = lemma_of(c.token) in PHRASAL and verb
            for t in frame.get("patient"):
                if self._is_event_noun(t) or (phrase and t.lemma_.lower() in PHRASAL[lemma_of(c.token)]):
                    continue
                if sense.patient == "participant":
                    self._add(c, "participant", [t])
                elif sense.type == "Attack" or sense.patient == "victim":
                    self._add(c, "victim" if self.is_person(t) else "target", [t])
                else:
                    self._add(c, sense.patient, [t])
        for preposition in PLACE_PREPOSITIONS:
            self._add(c, "place", [t for t in frame.get(preposition) if self.is_place(t)])
        for preposition in TARGET_PREPOSITIONS:
            for t in frame.get(preposition):
                if sense.type in ("Attack", "War", "Military operation", "Sanction") and (
                    self.is_person(t) or self.is_place(t) or self.phrases.mention(t) or t.pos_ in ("NOUN", "PROPN")
                ):
                    if verb and preposition in ("on", "into") and lemma_of(c.token) not in ("open", "fire", "crash"):
                        continue
                    self._add(c, "victim" if self.is_person(t) and self.phrases.label(t) != "NORP" else "target", [t])
                elif preposition == "on" and self.is_place(t):
                    self._add(c, "place", [t])
        for clause in frame.get("acl"):
            if clause.lower_ == "targeting" and not verb:
                aimed = self.frames.frame(clause).get("patient")
                self._add(c, "target", [t for t in aimed if not self.is_person(t)])
                self._add(c, "victim", [t for t in aimed if self.is_person(t)])
        for t in frame.get("at"):
            if verb and sense.subtype == "shooting" and self.is_person(t):
                self._add(c, "victim", [t])
        for preposition in ("with", "using"):
            for t in frame.get(preposition):
                if t.lemma_.lower() in weapons:
                    self._add(c, "instrument", [t])
                elif sense.patient == "participant":
                    self._add(c, "participant", [t])
        for preposition in ("between", "among"):
            if sense.patient == "participant":
                self._add(c, "participant", frame.get(preposition))
        for t in frame.get("compound"):
            if self.phrases.label(t) in NAMED_PLACE:
                self._add(c, "place", [t])
            elif t.lemma_.lower() in weapons:
                self._add(c, "instrument", [t])
        if sense.type in ("Trial", "Arrest", "Sentence", "Meeting", "Agreement", "Protest", "Election", "Concert"):
            for preposition in ("of", "with", "by"):
                self._add(
                    c,
                    "participant",
                    [t for t in frame.get(preposition) if self.is_person(t) or self.phrases.mention(t)],
                )
        if verb and not c.arguments.get("place"):
            head = c.token
            while head.dep_ in ("xcomp", "advcl", "conj") and is_verb(head.head):
                head = head.head
                for preposition in ("in", "at", "near", "outside", "inside"):
                    self._add(c, "place", [t for t in self.frames.frame(head).get(preposition) if self.is_place(t)])
                if c.arguments.get("place"):
                    break

    def _is_event_noun(self, token: Token) -> bool:
        from kg.extract.lexicon import load_lexicon  # the cached table

        return load_lexicon().noun(token) is not None and self.phrases.mention(token) is None

    def _status(self, token: Token, sense: Sense, frame: Frame) -> str:
        tables = nouns()
        s = standing(token if is_verb(token) or frame.light_verb is None else frame.light_verb, self.frames)
        around = {c.lemma_.lower() for c in token.children if c.dep_ in ("amod", "compound")} | {
            c.lower_ for c in token.children if c.dep_ in ("amod",)
        }
        above: set[str] = set()
        current = token
        for _ in range(4):
            if current.head.i == current.i or current.dep_ in ("acl:relcl", "ccomp", "advcl", "parataxis", "nsubj"):
                break
            if current.dep_ == "conj":
                current = current.head
                continue
            if current.dep_ == "obl" and case_of(current) not in ("of", "about", "against", "from", "to", "for", None):
                break
            current = current.head
            above |= {current.lemma_.lower(), current.lower_} | {
                c.lemma_.lower() for c in current.children if c.dep_ == "amod" and current.pos_ == "NOUN"
            }
        if above & tables["feared"] or around & tables["feared"]:
            return "feared"
        if above & tables["planned"] or around & tables["planned"]:
            return "planned"
        if s.hypothetical:
            return "hypothetical"
        if s.certainty == "planned":
            return "planned"
        definite = any(c.lower_ in ("the", "this", "that") for c in token.children)
        if s.certainty == "possible" and (is_verb(token) or not definite):
            return "feared"
        if s.negated:
            return "denied"
        if not is_verb(token):
            bare = not any(
                c.dep_ in ("det", "nummod", "nmod:poss", "acl", "acl:relcl")
                or c.dep_.startswith("nmod")
                or (c.dep_ in ("compound", "amod")
                and self.phrases.inside(c) is not None)
                for c in token.children
            )
            if token.tag_ in ("NNS", "NNPS") and bare and frame.light_verb is None:
                return "generic"
            if any(c.lower_ in ("any", "every", "each", "no", "such") for c in token.children):
                return "generic"
            if bare and token.lemma_.lower() in ("terrorism", "violence", "terror", "crime", "corruption", "torture"):
                return "generic"
        return "ongoing" if sense.type == "War" else "occurred"

    # -- merging -------------------------------------------------------------------------------------------------------

    def _merge(self, candidates: list[Candidate]) -> list[Cluster]:
        clusters: list[Cluster] = []
        of: dict[int, Cluster] = {}
        pending = {c.token.i: c for c in candidates}

        def place(c: Candidate) -> None:
            if pending.pop(c.token.i, None) is None:
                return
            links = self._links(c)
            for t in links:  # "were killed in an operation": the operation first
                if t.i in pending and t.i > c.token.i:
                    place(pending[t.i])
            home = self._hard_link(c, links, of)
            if home is None:
                home = self._best(c, clusters)
            if home is None:
                home = Cluster()
                clusters.append(home)
            home.members.append(c)
            of[c.token.i] = home

        for c in candidates:
            place(c)
        for k in clusters:
            k.members.sort(key=lambda c: c.token.i)
        return [k for k in clusters if not all(m.sense.vague for m in k.members)]

    def _links(self, c: Candidate) -> list[Token]:
        """Tokens that syntax makes one event with this trigger: "the attack killed 40", "died in the blast", "X, a tragedy"."""
        token = c.token
        linked: list[Token] = []
        if is_verb(token):
            roles = ("agent", "in", "during", "by", "from", "after") if lemma_of(token) in HARM_VERBS else ("agent",)
            for role in roles:
                linked += c.frame.get(role)
            if token.dep_ in ("advcl", "conj", "xcomp") and (lemma_of(token) in HARM_VERBS):
                linked.append(token.head)
            if token.dep_ in ("acl:relcl", "acl"):
                above = token.head
                linked.append(above)
                while above.dep_ in ("nmod", "appos") and above.head.i != above.i:
                    above = above.head  # "bombings in Kerman which killed 90"
                    linked.append(above)
        else:
            linked += c.frame.get("subject")
            if token.dep_ in ("appos",):
                linked.append(token.head)
            if token.dep_ in ("conj",) and c.sense.type in ("Death", "Injury"):
                linked.append(token.head)
            if c.sense.type in ("Death", "Injury"):
                head = governor(token).head
                linked += [t for r in ("in", "from", "after") for t in c.frame.get(r)]
                if head.i != token.i:
                    linked.append(head)
            if (
                token.dep_ in ("xcomp", "obj")
                and is_verb(token.head)
                and lemma_of(token.head) in ("call", "describe", "label", "brand", "term")
            ):
                linked += [t for t in self.frames.frame(token.head).get("patient") if t.i != token.i]
        return linked

    def _hard_link(self, c: Candidate, linked: Sequence[Token], of: Mapping[int, Cluster]) -> Cluster | None:
        """The event already found that one of the linked tokens triggers, where the two can be one."""
        token = c.token
        for t in linked:
            other = of.get(t.i)
            if other is None or t.i == token.i:
                continue
            lead = other.lead.sense
            harm = c.sense.type in VIOLENT or lemma_of(token) in HARM_VERBS
            if (
                (
                    harm
                    and lead.type in (*VIOLENT, "Disaster", "Accident", "Fire", "War", "Military operation", "Protest")
                )
                or lead.type == c.sense.type
                or c.sense.vague
            ):
                if self._status_class(c) == self._status_class(other.lead):
                    return other
        return None

    @staticmethod
    def _status_class(c: Candidate) -> str:
        return {"occurred": "real", "ongoing": "real", "denied": "real"}.get(
            c.status, c.status if c.status == "generic" else "unreal"
        )

    def _best(self, c: Candidate, clusters: list[Cluster]) -> Cluster | None:
        best: tuple[float, int] | None = None
        for n, k in enumerate(clusters):
            score = self._affinity(c, k)
            if score > 0 and (best is None or score > best[0]):
                best = (score, n)
        return clusters[best[1]] if best is not None else None

    def _affinity(self, c: Candidate, k: Cluster) -> float:
        """How much speaks for the trigger telling this event again: 0 where anything excludes it."""
        lead, last = k.lead, k.members[-1]
        violent = c.sense.type in VIOLENT and k.type in VIOLENT
        harm = (c.sense.type in ("Death", "Injury") or lemma_of(c.token) in HARM_VERBS) and not c.arguments.get(
            "perpetrator"
        )
        violent = violent or (harm and k.type in ("Disaster", "Accident", "Fire"))
        lemmas = {m.token.lemma_.lower() for m in k.members}
        if (
            (c.sense.own or all(m.sense.own for m in k.members))
            and c.token.lemma_.lower() not in lemmas
            and not c.sense.vague
            and c.token.lemma_.lower() not in GENERAL
        ):
            return 0.0
        same = c.sense.type == k.type or violent
        if not same and not (
            c.sense.vague and k.type in (*VIOLENT, "Disaster", "Accident", "Fire", "Military operation")
        ):
            return 0.0
        if self._status_class(c) != self._status_class(lead):
            return 0.0
        if c.sense.subtype and k.subtype and not c.sense.vague and not self._subtypes_agree(c, k):
            return 0.0
        if c.date is not None and k.date is not None and self._dates_exclude(c.date, k.date):
            return 0.0
        mine, theirs = c.keys(self.phrases, "place"), set().union(*(m.keys(self.phrases, "place") for m in k.members))
        targets, their_targets = (
            c.keys(self.phrases, "target", "victim"),
            set().union(*(m.keys(self.phrases, "target", "victim") for m in k.members)),
        )
        shared = len((mine | targets) & (theirs | their_targets))
        if targets and their_targets and not targets & (their_targets | theirs) and not (mine & theirs):
            return 0.0
        if mine and theirs and not mine & (theirs | their_targets) and self._places_exclude(c, k):
            return 0.0
        same_date = c.date is not None and k.date is not None and c.date.date is not None and c.date.date == k.date.date
        distance = self._paragraphs_between(last.token, c.token)
        score = 2.0 * shared + (1.5 if same_date else 0.0)
        if c.token.lemma_.lower() in lemmas:
            score += 0.5
        if any(m.token.sent.start == c.token.sent.start for m in k.members):
            near = 1.0  # told in one sentence, told in one breath
        else:
            near = 0.4 if self._paragraphs_between(last.token, c.token) == 0 else 0.0
        if c.distinct and not score >= 2.0:
            return 0.0
        if (
            c.date is not None
            and c.date.date is not None
            and not same_date
            and not shared
            and any(m.date is not None for m in k.members)
        ):
            return 0.0  # a day of its own, and nothing that says it is the same event
        if (
            self._status_class(c) == "unreal"
            and not c.definite
            and not shared
            and any(c.arguments.get(r) for r in ("target", "victim", "perpetrator"))
        ):
            return 0.0
        if c.definite:
            score += 1.0
        elif is_verb(c.token):
            score += 0.6 if distance <= 1 and (shared or not (targets and their_targets)) else 0.0
        elif c.token.i < self._lead_end() and k.members[0].token.i < self._lead_end():
            score += 1.0  # headline, standfirst and first paragraph tell one thing
        elif not score:
            return 0.0
        elif c.token.tag_ in ("NNS",) and not c.definite:
            score -= 1.0
        return max(0.0, score + (near if score > 0 else 0.0) + 0.3 * min(5, len(k.members)) / 5 - 0.02 * distance)

    def _lead_end(self) -> int:
        if not hasattr(self, "_lead_token"):
            seen, self._lead_token = 0, len(self.doc)
            for t in self.doc:
                if t.is_space and "\n" in t.text:
                    seen += 1
                    if seen == 3:
                        self._lead_token = t.i
                        break
        return self._lead_token

    def _paragraphs_between(self, a: Token, b: Token) -> int:
        return sum(t.is_space and "\n" in t.text for t in self.doc[min(a.i, b.i) : max(a.i, b.i)])

    @staticmethod
    def _subtypes_agree(c: Candidate, k: Cluster) -> bool:
        pair = {c.sense.subtype, k.subtype}
        loose = {"shooting", "massacre", "assassination", "bombing", "arson", None}
        hard = {"kidnapping", "hijacking", "robbery", "clash"}
        return len(pair) == 1 or (
            not pair & hard and pair <= loose and pair not in ({"bombing", "shooting"}, {"assassination", "bombing"})
        )

    @staticmethod
    def _dates_exclude(a: DateSpan, b: DateSpan) -> bool:
        if a.date is None or b.date is None or "about" in (a.precision, b.precision):
            return False
        x, y = a.date, b.date
        if x.startswith("--") or y.startswith("--"):
            return x[-5:] != y[-5:] and len(x) >= 7 and len(y) >= 7
        size = min(len(x), len(y))
        if a.date_end or b.date_end:
            return (a.date_end or x) < y[:size] or (b.date_end or y) < x[:size]
        return x[:size] != y[:size]

    def _places_exclude(self, c: Candidate, k: Cluster) -> bool:
        """Two places of the same fineness that are not one; a city and its hall, a country and its city may be one."""
        mine = [
            self.granularity.of_token(t, self.phrases) for t in c.arguments.get("place", ()) if self.phrases.mention(t)
        ]
        theirs = [
            self.granularity.of_token(t, self.phrases)
            for m in k.members
            for t in m.arguments.get("place", ())
            if self.phrases.mention(t)
        ]
        return bool(set(mine) & set(theirs))
