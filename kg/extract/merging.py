"""Which triggers tell of one event: by hard links of syntax, else by type, place, date, participants, definiteness.

Two reports that contradict each other on date, place or target never merge. A definite or vague mention ("the attack")
goes to the event that most speaks for; an indefinite one ("an attack") needs evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from spacy.tokens import Doc, Token

from kg.extract.clusters import VIOLENT, Candidate, Cluster
from kg.extract.dates import DateSpan
from kg.extract.frames import Frames, case_of, governor, is_verb, lemma_of
from kg.extract.phrases import Phrases
from kg.extract.places import Granularity
from kg.extract.words import words
from kg.language.repairs import WEEKDAYS
from kg.language.sentences import sentence_start

ACCIDENTAL = ("Disaster", "Accident", "Fire")
HARMING = (*VIOLENT, *ACCIDENTAL, "War", "Military operation", "Protest")


def _in_time(clause: Token) -> bool:
    return any(c.lower_ in ("when", "as", "after") and c.dep_ in ("mark", "advmod") for c in clause.children)


class Merger:
    """Merges the candidates of one Doc."""

    def __init__(self, doc: Doc, frames: Frames, phrases: Phrases, granularity: Granularity):
        self.doc, self.frames, self.phrases, self.granularity = doc, frames, phrases, granularity
        self._lead_end = self._find_lead_end()
        breaks = (token.is_space and "\n" in token.text for token in doc)
        self._breaks = [0, *accumulate(int(b) for b in breaks)]  # paragraph breaks before each token

    def merge(self, candidates: Sequence[Candidate]) -> list[Cluster]:
        """The events that the candidates tell of, in order of their first trigger."""
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
        """Tokens that syntax makes one event with a trigger: "the attack killed 40", "died in the blast"."""
        token = c.token
        linked: list[Token] = []
        if is_verb(token):
            harms = lemma_of(token) in words("harm_verb") | words("kill_word")
            roles = ("agent", "in", "during", "by", "from", "after") if harms else ("agent",)
            for role in roles:
                linked += c.frame.get(role)
            if token.dep_ in ("advcl", "conj", "xcomp") and (lemma_of(token) in words("harm_verb")):
                linked.append(token.head)
            if harms:  # "were killed when the plane crashed"
                linked += [t for t in token.children if t.dep_ == "advcl" and t.i > token.i and _in_time(t)]
            if token.dep_ in ("acl:relcl", "acl"):
                above = token.head
                linked.append(above)
                if harms and any(t.tag_ == "WDT" and t.dep_ == "obl" for t in token.children):
                    # "bombing a school in 2023, in which 31 died": what happened stands somewhere before
                    linked += [self.doc[i] for i in range(token.i - 1, sentence_start(token) - 1, -1)]
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
            harm = c.sense.type in VIOLENT or lemma_of(token) in words("harm_verb")
            fits = lead.type == c.sense.type or c.sense.vague or (harm and lead.type in HARMING)
            if fits and self._status_class(c) == self._status_class(other.lead):
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
        if any(self._answers(c.token, m.token) or self._answers(m.token, c.token) for m in k.members):
            return 0.0
        violent = c.sense.type in VIOLENT and k.type in VIOLENT
        harm = (c.sense.type in ("Death", "Injury") or lemma_of(c.token) in words("harm_verb")) and not c.arguments.get(
            "perpetrator"
        )
        violent = violent or (harm and k.type in ACCIDENTAL)
        lemmas = {m.token.lemma_.lower() for m in k.members}
        if (
            (c.sense.own or all(m.sense.own for m in k.members))
            and c.token.lemma_.lower() not in lemmas
            and not c.sense.vague
            and c.token.lemma_.lower() not in words("general_violence")
        ):
            return 0.0
        disaster = c.definite and c.token.lemma_.lower() in ("disaster", "catastrophe") and k.type in ACCIDENTAL
        same = c.sense.type == k.type or violent or disaster
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
        fought = k.subtype == "clash" and c.sense.subtype is None and c.sense.type == "Attack" and not is_verb(c.token)
        if fought and not c.sense.vague and c.token.lemma_.lower() not in words("general_violence"):
            return 0.0  # "fighting" is no ambush
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
        if any(sentence_start(m.token) == sentence_start(c.token) for m in k.members):
            near = 1.0  # told in one sentence, told in one breath
        else:
            near = 0.4 if self._paragraphs_between(last.token, c.token) == 0 else 0.0
            start = sentence_start(c.token)
            if near and c.definite and start and sentence_start(self.doc[start - 1]) == sentence_start(last.token):
                near = 0.8  # "the murder" is the one just told
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
        dated = c.date is not None and any(t.like_num and len(t) == 4 for t in self.doc[c.date.start : c.date.end])
        if dated and not shared and not same_date and not c.definite and k.date is None:
            return 0.0  # "in April 2018 officers seized the airport": an event of that year
        if c.date is not None and not shared and self.doc[c.date.end - 1].lower_ == "later":
            return 0.0  # "two days later": another event than the one before
        if not shared and not same_date and not c.definite and self._of_another_doer(c, k):
            return 0.0  # "the rebels stormed a post ... army aircraft bombed a camp"
        if self._is_introduced(c) and not shared and not same_date:
            return 0.0  # "the talks began after a car bomb in Zabor": another than the one told before
        own_target = bool(targets) and not shared and not c.definite and not is_verb(c.token)
        if own_target and (theirs or their_targets) and c.token.i >= self._lead_end:
            return 0.0  # "a strike on the oil field": of its own, until something says otherwise
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
        elif c.token.i < self._lead_end and k.members[0].token.i < self._lead_end:
            score += 1.0  # headline, standfirst and first paragraph tell one thing
        elif not score:
            return 0.0
        elif c.token.tag_ in ("NNS",) and not c.definite:
            score -= 1.0
        return max(0.0, score + (near if score > 0 else 0.0) + 0.3 * min(5, len(k.members)) / 5 - 0.02 * distance)

    def _of_another_doer(self, c: Candidate, k: Cluster) -> bool:
        """Whether a clause of its own tells of a deed by a named party, and the event has doers that are not it."""
        mine = [t for t in c.arguments.get("perpetrator", ()) if self.phrases.mention(t) or self.phrases.body(t)]
        theirs = k.fillers("perpetrator")
        told = c.token.dep_ in ("ccomp", "xcomp", "parataxis")  # "the rebels said the army had bombed it": rival words
        if not mine or not theirs or told or not is_verb(c.token) or c.token.i < self._lead_end:
            return False
        known = {m.chain for t in theirs if (m := self.phrases.mention(t) or self.phrases.body(t)) is not None}
        own = {m.chain for t in mine if (m := self.phrases.mention(t) or self.phrases.body(t)) is not None}
        return bool(known) and not own & known

    def _is_introduced(self, c: Candidate) -> bool:
        """A noun of a clear kind with an indefinite article, past the lead, that nothing is said to be."""
        articles = any(k.dep_ == "det" and k.lower_ in ("a", "an") for k in c.token.children)
        told = c.token.dep_ in ("nsubj", "nsubj:pass", "obl") and case_of(c.token) not in ("as", "of", "in")
        return articles and told and not is_verb(c.token) and not c.sense.vague and c.token.i >= self._lead_end

    def _answers(self, before: Token, after: Token) -> bool:
        """Whether the words tell one event as what came of another: "strikes in response to the massacre"."""
        if sentence_start(before) != sentence_start(after):
            return False
        link = governor(before).head
        if link.lemma_.lower() not in words("reaction") or link.i == before.i:
            return False
        return not (before.left_edge.i <= after.i <= before.right_edge.i)

    def _find_lead_end(self) -> int:
        """The token that ends headline, standfirst and first paragraph, which tell one thing."""
        seen = 0
        for t in self.doc:
            seen += t.is_space and "\n" in t.text
            if seen == 3:
                return t.i
        return len(self.doc)

    def _paragraphs_between(self, a: Token, b: Token) -> int:
        return abs(self._breaks[b.i] - self._breaks[a.i])

    @staticmethod
    def _subtypes_agree(c: Candidate, k: Cluster) -> bool:
        pair = {c.sense.subtype, k.subtype}
        loose = {"shooting", "massacre", "assassination", "bombing", "arson", None}
        hard = {"kidnapping", "hijacking", "robbery", "clash"}
        return len(pair) == 1 or (
            not pair & hard and pair <= loose and pair not in ({"bombing", "shooting"}, {"assassination", "bombing"})
        )

    def _dates_exclude(self, a: DateSpan, b: DateSpan) -> bool:
        if a.date is None and b.date is None:
            mine, theirs = ({t.lower_ for t in self.doc[d.start : d.end]} & WEEKDAYS for d in (a, b))
            return bool(mine and theirs) and mine != theirs
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
