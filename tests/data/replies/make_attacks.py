"""Writes attacks.jsonl: true sentences of a reply, each made false, forged or hostile in one way.

  python tests/data/replies/make_attacks.py --bench DOCUMENTS.jsonl --seeds FOLDER

The same inputs and seed give the same file. Articles of held.jsonl are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from attack_kinds import Attack, kinds
from true_sentences import HERE, Sentence, articles, true_sentences

OF_A_SENTENCE = 6  # attacks at most


def attacks(texts: Mapping[str, str], count: int, seed: int) -> Iterator[dict[str, object]]:
    """About as many of each kind; none whose invented words an article it cites has."""
    rng = random.Random(seed)
    sentences = true_sentences(texts, rng)
    used: Counter[str] = Counter()
    makers = kinds()
    for at, (kind, make) in enumerate(makers.items()):
        wanted = count // len(makers) + (at < count % len(makers))
        rng.shuffle(sentences)
        made = 0
        for said in sorted(sentences, key=lambda one: used[one.text]):
            attack = make(said, rng) if made < wanted and used[said.text] < OF_A_SENTENCE else None
            if attack is None or not _is_new(attack, said, texts):
                continue
            made, used[said.text] = made + 1, used[said.text] + 1
            yield {
                "id": f"{kind}-{made:02}",
                "kind": kind,
                "text": attack.text,
                "cites": said.cites,
                "invented": attack.invented,
                "original": said.text,
            }
        if made < wanted:
            raise SystemExit(f"Only {made} of {wanted} attacks of kind {kind!r}: give more articles.")


def _is_new(attack: Attack, said: Sentence, texts: Mapping[str, str]) -> bool:
    whole = " ".join([said.text, *(texts[name] for name, _ in said.cites)])
    known = unicodedata.normalize("NFKC", " ".join(whole.split())).casefold()
    return bool(attack.invented) and all(one.casefold() not in known for one in attack.invented)


def main() -> None:
    """Writes the file, from articles that lie beside the checkout unless told otherwise."""
    beside = HERE.parents[3] / "shared"
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bench", type=Path, default=beside / "bench" / "news" / "dev" / "documents.jsonl")
    options.add_argument("--seeds", type=Path, default=beside / "seeds")
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    rows = list(attacks(articles(chosen.bench, chosen.seeds), chosen.count, chosen.seed))
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / "attacks.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
