"""Write the list of English verbs that lemmas are checked against: `kg/language/data/verbs.txt`.

    pip install lemminflect==0.2.3
    python -m training.verbs

The base forms come from the SPECIALIST Lexicon of the US National Library of Medicine, as lemminflect carries them.
"""

from __future__ import annotations

import gzip
import importlib.util
from pathlib import Path

HEAD = """\
# Base forms of English verbs, for checking lemmas. From the SPECIALIST Lexicon of the US National Library of Medicine
# (https://lsg3.nlm.nih.gov/LexSysGroup), by way of lemminflect 0.2.3 (MIT); made by training/verbs.py.
"""


def main() -> None:
    spec = importlib.util.find_spec("lemminflect")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install lemminflect==0.2.3")
    table = Path(spec.origin).parent / "resources" / "lemma_lu.csv.gz"
    verbs: set[str] = set()
    with gzip.open(table, "rt", encoding="utf8") as lines:
        for line in lines:
            form, kind, lemmas = line.rstrip("\n").split(",")
            for lemma in lemmas.split("/"):
                inflected = form != lemma and form.endswith(("ed", "ing", "s", "n", "t"))
                if (
                    kind == "verb"
                    and inflected
                    and lemma.isascii()
                    and lemma.isalpha()
                    and lemma.islower()
                    and len(lemma) > 1
                ):
                    verbs.add(lemma)
    out = Path(__file__).parents[1] / "kg/language/data/verbs.txt"
    out.write_text(HEAD + "\n".join(sorted(verbs)) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
