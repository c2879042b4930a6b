"""The network: a BERT encoder with the words' shapes at its input, and a head for each layer of annotation.

The parser scores arcs with a biaffine form (Dozat and Manning 2017, https://arxiv.org/abs/1611.01734); its labels come
from a small network over head and dependent (a sum and a product of both), which is cheaper at run time.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from kg.language.encoder.words import SHAPES
from training.corpora import IGNORE, Labels


class Layer(nn.Module):
    """One transformer layer (post-norm, as in BERT)."""

    def __init__(self, width: int, inner: int, heads: int, dropout: float, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=eps)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, n, d = x.shape
        size = d // self.heads
        q, k, v = (
            f(x).view(b, n, self.heads, size).transpose(1, 2).reshape(b * self.heads, n, size)
            for f in (self.query, self.key, self.value)
        )
        # plain products: on short windows torch's fused CPU attention is several times slower
        a = torch.bmm(q * size**-0.5, k.transpose(1, 2))
        if mask is not None:
            a = (a.view(b, self.heads, n, n) + mask.to(a.dtype)).view(b * self.heads, n, n)
        a = torch.bmm(torch.softmax(a, -1), v).view(b, self.heads, n, size)
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, n, d))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


def distance_buckets(length: int, buckets: int, farthest: int = 128) -> Tensor:
    """Which bucket the distance of each two pieces falls in: near ones apart, far ones by logarithm (as in T5)."""
    at = torch.arange(length)
    n = at[:, None] - at[None, :]
    half = buckets // 2
    near = half // 2
    far = near + (torch.log(n.abs().clamp(min=1) / near) / math.log(farthest / near) * (half - near)).long()
    return (n < 0).long() * half + torch.where(n.abs() < near, n.abs(), far.clamp(max=half - 1))


class Encoder(nn.Module):
    """BERT (or MPNet) with the shape embedding added at its input."""

    def __init__(self, config: dict[str, Any], dropout: float) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.positions = nn.Embedding(config["max_position_embeddings"], width)
        self.shapes = nn.Embedding(SHAPES, width)
        nn.init.normal_(self.shapes.weight, std=0.01)
        eps = config["layer_norm_eps"]
        self.norm = nn.LayerNorm(width, eps=eps)
        self.drop = nn.Dropout(dropout)
        heads = config["num_attention_heads"]
        self.layers = nn.ModuleList(
            Layer(width, config["intermediate_size"], heads, dropout, eps) for _ in range(config["num_hidden_layers"])
        )
        buckets = config.get("relative_attention_num_buckets", 0)  # MPNet: one table for all layers
        self.distances = nn.Embedding(buckets, heads) if buckets else None

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> Tensor:
        x = self.words(ids) + self.shapes(shapes) + self.positions.weight[: ids.shape[1]]
        x = self.drop(self.norm(x))
        if self.distances is not None:
            bias = self.distances(distance_buckets(ids.shape[1], self.distances.num_embeddings)).permute(2, 0, 1)
            mask = bias if mask is None else mask + bias
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def load(self, folder: Path) -> None:
        """Take over the weights of a BERT or MPNet checkpoint in safetensors."""
        if self.distances is None:
            self.load_bert(folder)
        else:
            self.load_mpnet(folder)

    def load_mpnet(self, folder: Path) -> None:
        """MPNet (Song et al. 2020): positions begin at 2, a table of distances is added to every attention."""
        old = load_file(str(folder / "model.safetensors"))
        new = {
            "words.weight": old["embeddings.word_embeddings.weight"],
            "positions.weight": old["embeddings.position_embeddings.weight"].roll(-2, 0),
            "shapes.weight": self.shapes.weight.data,
            "norm.weight": old["embeddings.LayerNorm.weight"],
            "norm.bias": old["embeddings.LayerNorm.bias"],
            "distances.weight": old["encoder.relative_attention_bias.weight"],
        }  # fmt: skip
        parts = {
            "query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v",
            "out": "attention.attn.o", "norm1": "attention.LayerNorm", "up": "intermediate.dense",
            "down": "output.dense", "norm2": "output.LayerNorm",
        }  # fmt: skip
        self._load_layers(old, new, parts)

    def _load_layers(self, old: dict[str, Tensor], new: dict[str, Tensor], parts: dict[str, str]) -> None:
        for i in range(len(self.layers)):
            for mine, theirs in parts.items():
                for kind in ("weight", "bias"):
                    new[f"layers.{i}.{mine}.{kind}"] = old[f"encoder.layer.{i}.{theirs}.{kind}"]
        self.load_state_dict(new)

    def load_bert(self, folder: Path) -> None:
        """Take over the weights of a BERT checkpoint in safetensors."""
        old = load_file(str(folder / "model.safetensors"))
        new = {
            "words.weight": old["embeddings.word_embeddings.weight"],
            # there is one segment, so its embedding is folded into the positions
            "positions.weight": old["embeddings.position_embeddings.weight"]
            + old["embeddings.token_type_embeddings.weight"][0],
            "shapes.weight": self.shapes.weight.data,
            "norm.weight": old["embeddings.LayerNorm.weight"],
            "norm.bias": old["embeddings.LayerNorm.bias"],
        }
        parts = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
            "down": "output.dense", "norm2": "output.LayerNorm",
        }  # fmt: skip
        self._load_layers(old, new, parts)


class Model(nn.Module):
    """Encoder and heads; every output is a row a word."""

    def __init__(
        self, config: dict[str, Any], labels: Labels, *, dropout: float = 0.1, head_dropout: float = 0.25
    ) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.encoder = Encoder(config, dropout)
        self.drop = nn.Dropout(head_dropout)
        self.sizes = {k: len(getattr(labels, k)) for k in ("upos", "xpos", "feats", "scripts")}
        self.tags = nn.ModuleDict({k: nn.Linear(width, n) for k, n in self.sizes.items()})
        self.start = nn.Linear(width, 1)
        self.name_hidden = nn.Linear(width, width)
        self.names = nn.ModuleDict({k: nn.Linear(width, len(v)) for k, v in labels.names.items()})
        arc, label = 256, 192
        self.arc_head, self.arc_dep = nn.Linear(width, arc), nn.Linear(width, arc)
        self.arc_form = nn.Parameter(torch.empty(arc + 1, arc))
        nn.init.xavier_uniform_(self.arc_form)
        self.root = nn.Parameter(torch.zeros(width))
        self.label_head, self.label_dep = nn.Linear(width, 2 * label), nn.Linear(width, 2 * label)
        self.label_out = nn.Linear(2 * label, len(labels.deprels))

    def represent(self, batch: dict[str, Any]) -> Tensor:
        """A vector a word: the mean of its first and last piece."""
        hidden = (~batch["mask"]).to(torch.float32)[:, None, None, :] * -1e4
        h = self.encoder(batch["ids"], batch["shapes"], hidden)
        width = h.shape[-1]

        def take(at: Tensor) -> Tensor:
            return torch.gather(h, 1, at.unsqueeze(-1).expand(-1, -1, width))

        return (take(batch["first"]) + take(batch["last"])) * 0.5

    def arcs(self, words: Tensor) -> Tensor:
        """Scores (window, dependent, head), head 0 being the root."""
        root = self.root.to(words.dtype).expand(words.shape[0], 1, -1)
        head = self.drop(F.gelu(self.arc_head(torch.cat([root, words], 1))))
        dep = self.drop(F.gelu(self.arc_dep(words)))
        dep = torch.cat([dep, torch.ones_like(dep[..., :1])], -1)
        return (dep @ self.arc_form.to(dep.dtype)) @ head.transpose(1, 2)

    def label_parts(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """What each word gives to a label's score as head (row 0 being the root) and as dependent."""
        root = self.root.to(words.dtype).expand(words.shape[0], 1, -1)
        return self.label_head(torch.cat([root, words], 1)), self.label_dep(words)

    def labels(self, head: Tensor, dep: Tensor) -> Tensor:
        """Label scores out of the parts of the chosen heads and of the dependents."""
        n = head.shape[-1] // 2
        mixed = torch.cat(
            [F.gelu(head[..., :n] + dep[..., :n]), torch.tanh(head[..., n:]) * torch.tanh(dep[..., n:])], -1
        )
        return self.label_out(self.drop(mixed))

    def name_scores(self, words: Tensor) -> dict[str, Tensor]:
        hidden = self.drop(F.gelu(self.name_hidden(words)))
        return {k: f(hidden) for k, f in self.names.items()}


def masked_arcs(scores: Tensor, sentence: Tensor) -> Tensor:
    """Arcs only within a sentence or from the root."""
    same = sentence.unsqueeze(2) == sentence.unsqueeze(1)
    allowed = torch.cat([torch.ones_like(same[:, :, :1]), same], -1)
    return scores.float().masked_fill(~allowed, -1e4)


def cross_entropy(scores: Tensor, target: Tensor, smoothing: float = 0.0) -> Tensor:
    """Mean over the annotated words; 0 where there are none."""
    known = target != IGNORE
    if not bool(known.any()):
        return scores.sum() * 0.0
    return F.cross_entropy(scores[known].float(), target[known], label_smoothing=smoothing)


LOSS_WEIGHTS = {
    "arc": 1.0, "label": 1.0, "upos": 0.5, "xpos": 0.5, "feats": 0.3, "scripts": 0.4, "start": 0.7, "names": 2.5,
}  # fmt: skip
CORPUS_WEIGHTS = {"gmb": 0.4, "re3d": 0.5, "social": 0.7}


def losses(model: Model, batch: dict[str, Any]) -> dict[str, Tensor]:
    """The losses of all heads on a batch, before weighting."""
    words = model.drop(model.represent(batch))
    out = {k: cross_entropy(f(words), batch[k]) for k, f in model.tags.items()}
    arcs = masked_arcs(model.arcs(words), batch["sentence"])
    out["arc"] = cross_entropy(arcs, batch["arc"])
    head, dep = model.label_parts(words)
    gold = batch["arc"].clamp(min=0).unsqueeze(-1).expand(-1, -1, head.shape[-1])
    out["label"] = cross_entropy(model.labels(torch.gather(head, 1, gold), dep), batch["label"])
    known = batch["start"] != IGNORE
    if bool(known.any()):
        start = model.start(words).squeeze(-1)[known].float()
        out["start"] = F.binary_cross_entropy_with_logits(start, batch["start"][known].float())
    scores = model.name_scores(words)
    total, count = words.sum() * 0.0, 0
    for corpus in sorted(set(batch["head"])):
        rows = torch.tensor([i for i, h in enumerate(batch["head"]) if h == corpus])
        target = batch["names"][rows]
        n = int((target != IGNORE).sum())
        if n:
            loss = cross_entropy(scores[corpus][rows], target, smoothing=0.03)
            total = total + n * CORPUS_WEIGHTS.get(corpus, 1.0) * loss
            count += n
    out["names"] = total / max(1, count)
    return out
