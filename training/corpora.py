"""Read the treebanks (CoNLL-U) and the name corpora (token TAB IOB2) into documents of sentences."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.language.encoder.words import split_hyphens

IGNORE = -100


@dataclass(slots=True)
class Sentence:
    """Words with whatever is annotated on them; an empty list where a layer is not annotated."""

    words: list[str]
    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    feats: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # 1-based, 0 is the root, as in CoNLL-U
    deprels: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # IOB2
    paragraph: bool = False  # starts a paragraph


@dataclass(slots=True)
class Document:
    """Consecutive sentences of one text."""

    sentences: list[Sentence]
    head: str  # the name head that its name tags train
    running: bool = True  # are consecutive sentences really consecutive text?


def lemma_script(form: str, lemma: str) -> str:
    """How to make the lemma of the form: `N+TAIL`, cut N characters and append TAIL; `=LEMMA` where nothing is kept.

    >>> lemma_script("stories", "story"), lemma_script("was", "be")
    ('3+y', '=be')
    """
    form, lemma = form.lower(), lemma.lower()
    keep = 0
    while keep < min(len(form), len(lemma)) and form[keep] == lemma[keep]:
        keep += 1
    if keep == 0 or (len(form) - keep > 3 and keep < 3):
        return "=" + lemma
    return f"{len(form) - keep}+{lemma[keep:]}"


def read_conllu(path: Path, head: str) -> Iterator[Document]:
    """Documents of a treebank file; a multiword token (don't) is its words (do + n't); empty nodes are left out."""
    sentences: list[Sentence] = []
    current, paragraph = Sentence([]), False
    with path.open(encoding="utf8") as lines:
        for raw in lines:
            line = raw.rstrip("\n")
            if line.startswith("# newdoc"):
                if sentences:
                    yield Document(sentences, head)
                sentences, paragraph = [], False
            elif line.startswith("# newpar"):
                paragraph = True
            elif not line:
                if current.words:
                    current.paragraph = paragraph or not sentences
                    sentences.append(current)
                    paragraph = False
                current = Sentence([])
            elif line[0] != "#":
                cells = line.split("\t")
                if cells[0].isdigit():
                    current.words.append(cells[1])
                    current.scripts.append(lemma_script(cells[1], cells[2]))
                    current.upos.append(cells[3])
                    current.xpos.append(cells[4])
                    current.feats.append(cells[5])
                    current.heads.append(int(cells[6]))
                    current.deprels.append(cells[7])
    if sentences:
        yield Document(sentences, head)


def read_names(path: Path, head: str, *, split: bool = True) -> Iterator[Document]:
    """Documents of a name corpus; without document marks every sentence is a document of its own.

    With `split`, hyphenated words are split as in the treebanks, for that is how run-time text is tokenised.
    """
    sentences: list[Sentence] = []
    current, marked = Sentence([]), False
    with path.open(encoding="utf8") as lines:
        for raw in [*lines, "\n"]:
            line = raw.rstrip("\n")
            if line.startswith("# doc_id"):
                marked = True
                if sentences:
                    yield Document(sentences, head)
                sentences = []
            elif not line.strip():
                if current.words:
                    sentences.append(current)
                    if not marked:
                        yield Document(sentences, head, running=False)
                        sentences = []
                current = Sentence([])
            elif "\t" in line:
                word, tag = line.split("\t")[:2]
                parts = split_hyphens(word) if split else [word]
                current.words += parts
                current.names += [tag] + [tag if tag == "O" else "I" + tag[1:]] * (len(parts) - 1)
    if sentences:
        yield Document(sentences, head)


def add_names(documents: list[Document], path: Path) -> int:
    """Put the name tags of `path` on the same sentences of a treebank; returns how many words stay without."""
    tags: dict[tuple[str, ...], list[str]] = {}
    for document in read_names(path, "", split=False):
        for sentence in document.sentences:
            tags[tuple(sentence.words)] = sentence.names
    missing = 0
    for document in documents:
        for sentence in document.sentences:
            sentence.names = tags.get(tuple(sentence.words), [])
            missing += 0 if sentence.names else len(sentence.words)
    return missing


@dataclass(frozen=True, slots=True)
class NameCorpus:
    """A name corpus: its files below `data/ner`, the head it trains, the part of it read in one round."""

    files: tuple[str, ...]
    head: str
    share: float


NAME_CORPORA = (
    NameCorpus(
        (
            "crossner-politics/train.conll", "crossner-politics/dev.conll", "crossner-literature/train.conll",
            "crossner-literature/dev.conll", "crossner-music/train.conll", "crossner-science/train.conll",
            "crossner-science/dev.conll",
        ),
        "crossner", 0.4,
    ),
    NameCorpus(("redocred/dev.conll",), "redocred", 0.4),
    NameCorpus(("wikigold/all.conll",), "wikigold", 0.4),
    NameCorpus(("re3d/open.conll",), "re3d", 0.4),
    NameCorpus(("wnut17/train.conll", "btc/g.conll"), "social", 0.2),
    NameCorpus(("gmb/train.conll",), "gmb", 0.12),
)  # fmt: skip
TREEBANKS = (("ewt", "ud/ewt", "ner/uner-ewt"), ("gum", "ud/gum-open", "ner/gum-open"))


def load_treebanks(data: Path, part: str) -> dict[str, list[Document]]:
    """The two treebanks with the name tags of the same sentences."""
    out = {}
    for head, trees, names in TREEBANKS:
        documents = list(read_conllu(data / trees / f"{part}.conllu", head))
        add_names(documents, data / names / f"{part}.conll")
        out[head] = documents
    return out


def load_names(data: Path) -> dict[str, list[Document]]:
    """The name corpora by their heads."""
    return {c.head: [d for f in c.files for d in read_names(data / "ner" / f, c.head)] for c in NAME_CORPORA}


@dataclass(frozen=True, slots=True)
class Labels:
    """The label sets of all heads, in the order of their outputs."""

    upos: list[str]
    xpos: list[str]
    feats: list[str]
    scripts: list[str]
    deprels: list[str]
    names: dict[str, list[str]]

    @classmethod
    def collect(cls, documents: list[Document]) -> Labels:
        """Labels of the training data; rare feature sets and lemma scripts are left out (their words train nothing)."""
        counts: dict[str, Counter[str]] = {k: Counter() for k in ("upos", "xpos", "feats", "scripts", "deprels")}
        names: dict[str, set[str]] = {}
        for document in documents:
            for sentence in document.sentences:
                for layer, counter in counts.items():
                    counter.update(getattr(sentence, layer))
                names.setdefault(document.head, set()).update(t[2:] for t in sentence.names if t != "O")
        often = {k: sorted(v for v, n in c.items() if n >= 3) for k, c in counts.items()}
        iob = {k: ["O"] + [p + t for t in sorted(v) for p in ("B-", "I-")] for k, v in sorted(names.items())}
        return cls(**often, names=iob)


def drop_final_point(sentence: Sentence) -> Sentence:
    """The sentence without its final punctuation mark, as in headlines and captions."""
    last = len(sentence.words)
    if last < 3 or not sentence.upos or sentence.upos[-1] != "PUNCT" or last in sentence.heads:
        return sentence
    if sentence.heads[-1] == 0:
        return sentence
    layers = ("words", "upos", "xpos", "feats", "scripts", "heads", "deprels", "names")
    return replace(sentence, **{k: getattr(sentence, k)[:-1] for k in layers})


def recase(words: list[str], how: str) -> list[str]:
    """All words in capitals, in small letters, or with initial capitals as in headlines."""
    if how == "upper":
        return [w.upper() for w in words]
    if how == "lower":
        return [w.lower() for w in words]
    return [w[:1].upper() + w[1:] if len(w) > 3 or i == 0 else w for i, w in enumerate(words)]


def choose_case(rng: random.Random) -> str | None:
    """Which recasing a window gets: 8 % capitals, 3 % small letters, 3 % headline."""
    x = rng.random()
    return "upper" if x < 0.08 else "lower" if x < 0.11 else "title" if x < 0.14 else None
