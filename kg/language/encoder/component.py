"""`kg_encoder`: one spaCy component that sets sentences, tags, morphology, lemmas, trees and names.

A document is read in windows of several sentences. The last sentence of a window may be cut off by its end, so the
next window starts with it; no word is cut. What was known before (`Token.is_sent_start`) is respected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.language.encoder.datelines import dateline_end
from kg.language.encoder.decode import NameTags, trees
from kg.language.encoder.network import Ints, Network, Scores
from kg.language.encoder.places import split_places
from kg.language.encoder.tokens import ends_paragraph, make_tokenizer
from kg.language.encoder.words import NO_SHAPE
from kg.language.universal import MONTHS

MODEL = Path(__file__).parent / "data"

#: Pieces of a window; the long one is tried where the short one holds no end of a sentence.
WINDOW, LONG_WINDOW = 160, 320
#: Words that must follow a sentence start for it to end a window: without what follows it is a guess.
FORESIGHT = 6
#: Log odds that a start within a line after a word in small letters ("said | Rear Admiral ..."), or after a date ("On
#: March 2 | Mikola ..."), needs; others need 0.
SURE_START = 2.0
_HARDLY = 2  # the mark of such a word among what is known of starts

_ATTRIBUTES = ["HEAD", "DEP", "POS", "TAG", "MORPH", "LEMMA", "ENT_IOB", "ENT_TYPE"]
_CACHED = 200_000
_OUTSIDE, _INSIDE, _BEGIN = 2, 1, 3


@dataclass(slots=True)
class Reading:
    """What was read so far of a document, a value a word; heads count words of the document, -1 is a root."""

    heads: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    upos: list[int] = field(default_factory=list)
    xpos: list[int] = field(default_factory=list)
    feats: list[int] = field(default_factory=list)
    scripts: list[int] = field(default_factory=list)
    names: list[tuple[int, int, str]] = field(default_factory=list)


class Encoder:
    """The component. `network` does the numbers; this class cuts windows and writes the Doc."""

    def __init__(self, vocab: Vocab, network: Network, name: str = "kg_encoder") -> None:
        self.name = name
        self.vocab = vocab
        self.network = network
        labels, strings = network.labels, vocab.strings
        self._names = NameTags(labels.names)
        self._root = labels.deprels.index("root")
        self._parataxis = labels.deprels.index("parataxis")
        self._dep_ids = [strings.add(label) for label in labels.deprels]
        self._xpos_ids = [strings.add(label) for label in labels.xpos]
        self._upos_ids = [strings.add(label) for label in labels.upos]
        self._morph_ids = [vocab.morphology.add("" if f == "_" else f) for f in labels.feats]
        self._name_ids = {kind: strings.add(kind) for kind in sorted(set(self._names.kinds)) if kind}
        self._space, self._space_tag = strings.add("SPACE"), strings.add("_SP")
        self._dep_label = strings.add("dep")
        self._lemmas: dict[tuple[str, int, int, int], int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Annotate the document."""
        tokens = [i for i, token in enumerate(doc) if not token.is_space]
        if tokens:
            words = [doc[i].text for i in tokens]
            self._write(doc, tokens, words, self._read(words, self._known(doc, tokens)))
        elif len(doc):
            self._write(doc, [], [], Reading())
        return doc

    def _known(self, doc: Doc, tokens: list[int]) -> NDArray[np.int8]:
        """For each word 1: starts a sentence, -1: does not, 0: not known, 2: hardly. White space hands its start on."""
        given = doc.to_array(["SENT_START"]).reshape(-1).astype(np.int64)
        annotated = bool((given[1:] < 0).any())  # starts alone may be those of paragraphs
        known = np.zeros(len(tokens), np.int8)
        before = -1
        for number, i in enumerate(tokens):
            value = int(given[i])
            if i - before > 1:
                blank = not annotated and ends_paragraph(doc[before + 1 : i].text_with_ws)
                value = 1 if blank or 1 in given[before + 1 : i] else value
            elif value == 0 and number and doc[before].whitespace_:
                small = doc[before].is_lower and doc[before].is_alpha
                day = doc[before].is_digit and before and doc[before - 1].lower_ in MONTHS
                value = _HARDLY if small or day else 0
            known[number] = value
            before = i
        known[0] = 1
        if not annotated:
            words, spaces = [doc[i].text for i in tokens], [bool(doc[i].whitespace_) for i in tokens]
            for first in np.flatnonzero(known == 1).tolist():
                after = dateline_end(words, spaces, first)
                if after is not None:
                    known[first + 1 : after], known[after] = -1, 1
        return known

    def _read(self, words: list[str], known: NDArray[np.int8]) -> Reading:
        pieces = [self.network.pieces(word) for word in words]
        sizes = np.cumsum([0, *(len(p) for p, _ in pieces)])
        out = Reading()
        at, joined, total = 0, False, len(words)
        while at < total:
            limit = WINDOW
            while True:
                stop = max(at + 1, int(np.searchsorted(sizes, sizes[at] + limit, "right")) - 1)
                closed = stop == total
                if not closed:
                    certain = np.flatnonzero(known[at + 1 : stop + 1] == 1)
                    if len(certain) and sizes[at + 1 + certain[-1]] - sizes[at] > WINDOW // 2:
                        stop, closed = at + 1 + int(certain[-1]), True
                scores = self._run(pieces, known, at, stop)
                starts = self._starts(scores, known[at:stop])
                if closed:
                    end = stop
                    break
                inner = np.flatnonzero(starts[: max(1, stop - at - FORESIGHT)])
                if len(inner) > 1:
                    end = at + int(inner[-1])
                    break
                if limit == WINDOW:
                    limit = LONG_WINDOW
                    continue
                end = self._force(scores, known, at, stop)
                break
            self._take(out, scores, starts[: end - at], at, joined)
            joined = end < total and known[end] == -1
            if end < total and not joined:
                known[end] = 1
            at = end
        out.names = split_places(words, out.names)
        return out

    def _run(self, pieces: list[tuple[list[int], int]], known: NDArray[np.int8], at: int, stop: int) -> Scores:
        ids, shapes = [self.network.pieces.cls], [NO_SHAPE]
        first, last = [], []
        for number in range(at, stop):
            if number > at and known[number] == 1:
                ids.append(self.network.pieces.sep)
                shapes.append(NO_SHAPE)
            own, form = pieces[number]
            first.append(len(ids))
            ids += own
            shapes += [form] * len(own)
            last.append(len(ids) - 1)
        ids.append(self.network.pieces.sep)
        shapes.append(NO_SHAPE)
        return self.network.run(ids, shapes, first, last)

    def _starts(self, scores: Scores, known: NDArray[np.int8]) -> NDArray[np.bool_]:
        asked = np.select([known == 1, known == 0, known == _HARDLY], [-np.inf, 0.0, SURE_START], np.inf)
        starts: NDArray[np.bool_] = scores.start > asked
        starts[0] = True
        return starts

    def _force(self, scores: Scores, known: NDArray[np.int8], at: int, stop: int) -> int:
        """Where to cut a window in which no sentence ends: the likeliest start in its second half that may be one."""
        middle = (stop - at) // 2
        if stop - at < 2 or middle < 1:
            return stop
        chances = np.where(known[at + middle : stop] == 0, scores.start[middle:], -np.inf)
        return at + middle + int(chances.argmax()) if np.isfinite(chances.max()) else stop

    def _take(self, out: Reading, scores: Scores, starts: NDArray[np.bool_], at: int, joined: bool) -> None:
        """Decode the first words of a window and add them to what was read."""
        n = len(starts)
        sentence: Ints = np.cumsum(starts) - 1
        heads = trees(scores.arcs[:n, : n + 1], sentence)
        relations = self.network.relations(
            Scores(**{k: getattr(scores, k)[: n + 1 if k == "label_head" else n] for k in Scores.__dataclass_fields__}),
            heads,
        )
        relations[:, self._root] = -np.inf
        labels = np.where(heads == 0, self._root, relations.argmax(1))
        where = np.where(heads == 0, -1, heads - 1 + at)
        if joined:  # the window goes on with a sentence that was known to be longer than a window
            root = int(np.flatnonzero((heads == 0) & (sentence == 0))[0])
            before = len(out.heads) - 1
            while out.heads[before] != -1:
                before = out.heads[before]
            where[root], labels[root] = before, self._parataxis
        out.heads += where.tolist()
        out.labels += labels.tolist()
        for layer in ("upos", "xpos", "feats", "scripts"):
            getattr(out, layer).extend(getattr(scores, layer)[:n].tolist())
        out.names += [(s + at, e + at, kind) for s, e, kind in self._names.spans(scores.names[:n], sentence)]

    def _lemma(self, word: str, xpos: int, upos: int, script: int) -> int:
        key = (word, xpos, upos, script)
        found = self._lemmas.get(key)
        if found is None:
            labels = self.network.labels
            text = self.network.lemmas(word, labels.xpos[xpos], labels.upos[upos], labels.scripts[script])
            found = self.vocab.strings.add(text)
            if len(self._lemmas) >= _CACHED:
                self._lemmas.clear()
            self._lemmas[key] = found
        return found

    def _write(self, doc: Doc, tokens: list[int], words: list[str], read: Reading) -> None:
        values = np.zeros((len(doc), len(_ATTRIBUTES)), np.uint64)
        iob = np.full(len(doc), _OUTSIDE, np.uint64)
        kinds = np.zeros(len(doc), np.uint64)
        heads = np.zeros(len(doc), np.int64)
        place = np.array(tokens, np.int64)
        if tokens:
            own = np.array(read.heads, np.int64)
            heads[place] = np.where(own < 0, 0, place[own] - place)
            values[place, 1] = [self._dep_ids[i] for i in read.labels]
            values[place, 2] = [self._upos_ids[i] for i in read.upos]
            values[place, 3] = [self._xpos_ids[i] for i in read.xpos]
            values[place, 4] = [self._morph_ids[i] for i in read.feats]
            values[place, 5] = [self._lemma(*t) for t in zip(words, read.xpos, read.upos, read.scripts, strict=True)]
            for start, end, kind in read.names:
                first, stop = tokens[start], tokens[end - 1] + 1
                iob[first:stop], kinds[first:stop] = _INSIDE, self._name_ids[kind]
                iob[first] = _BEGIN
        blank = np.ones(len(doc), bool)
        blank[place] = False
        for i in np.flatnonzero(blank).tolist():  # white space leans on the word before it, or on the first word
            if tokens:
                heads[i] = tokens[max(int(np.searchsorted(place, i)) - 1, 0)] - i
                values[i, 1] = self._dep_label
            values[i, 2], values[i, 3], values[i, 5] = self._space, self._space_tag, doc[i].orth
        values[:, 0] = heads.astype(np.uint64)
        values[:, 6], values[:, 7] = iob, kinds
        doc.from_array(_ATTRIBUTES, values)  # type: ignore[arg-type]


@Language.factory(
    "kg_encoder",
    default_config={"folder": None},
    assigns=[
        "token.is_sent_start", "token.pos", "token.tag", "token.morph", "token.lemma", "token.head", "token.dep",
        "doc.ents",
    ],
)  # fmt: skip
def make_encoder(nlp: Language, name: str, folder: str | None) -> Callable[[Doc], Doc]:
    """The component with the model in `folder`, or the one that ships."""
    return Encoder(nlp.vocab, Network(Path(folder) if folder else MODEL), name)


def build_pipeline(folder: Path | None = None) -> Language:
    """A spaCy pipeline of the treebanks' tokenizer and the encoder.

    >>> nlp = build_pipeline()
    >>> [(t.text, t.dep_) for t in nlp("Police arrested two men in Paris.")][:2]
    [('Police', 'nsubj'), ('arrested', 'root')]
    """
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    nlp.max_length = 1_000_000_000  # memory is linear in the text, so nothing need be refused
    nlp.add_pipe("kg_encoder", config={"folder": str(folder) if folder else None})
    return nlp
