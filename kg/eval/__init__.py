"""How good the output is: scores of a graph and of its claims against an answer key made by hand, and what of a corpus
nothing is made of."""

from kg.eval.claims import ClaimScore, score_claims
from kg.eval.graph import GraphScore, score_graph
from kg.eval.key import Key, load_key
from kg.eval.run import Evaluation, evaluate
from kg.eval.uncovered import Uncovered, find_uncovered

__all__ = [
    "ClaimScore",
    "Evaluation",
    "GraphScore",
    "Key",
    "Uncovered",
    "evaluate",
    "find_uncovered",
    "load_key",
    "score_claims",
    "score_graph",
]
