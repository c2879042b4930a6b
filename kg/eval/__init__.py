"""How good the output is: scores of a graph and of its claims against an answer key made by hand."""

from kg.eval.claims import ClaimScore, score_claims
from kg.eval.graph import GraphScore, score_graph
from kg.eval.key import Key, load_key
from kg.eval.run import Evaluation, evaluate

__all__ = ["ClaimScore", "Evaluation", "GraphScore", "Key", "evaluate", "load_key", "score_claims", "score_graph"]
