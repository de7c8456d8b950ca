"""In whose words a model's sentences are shown: python -m qa_bot.evals.proving --shared ../shared

Each sentence of bench/support/dev, sound and wrong ones, with what it cites: shown as written, in the cited
words, or dropped; beside a scripted verifier that errs on the share `--errs` of them, and by the judge alone.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from qa_bot.answering.verification.cases import Case, Finding, Ruling
from qa_bot.answering.verification.proving import Proving
from qa_bot.answering.verification.support import PARAPHRASED, PROVEN, Checked, Support, repeated
from qa_bot.answering.verification.tripwires import invents, is_foreign_to
from qa_bot.evals.verification import Pair, Shown, pairs
from qa_bot.models.minilm import CachedEncoder, MiniLM
from qa_bot.models.trained import TrainedJudge
from qa_bot.retrieval import sentences_of

_SEED = 20


def case(pair: Pair) -> Case:
    """What is cited here are two or three sentences in a row."""
    cited = tuple(sentences_of(pair.cited))
    return Case(pair.text, cited, verbatim=repeated(pair.text, cited))


def finding(pair: Pair, errs: float, draw: random.Random) -> Finding:
    """Of a verifier that is wrong now and then."""
    says_so = pair.sound is not (draw.random() < errs)
    return Finding(Ruling.SUPPORTED if says_so else Ruling.NOT_SUPPORTED)


def shown(checked: Checked, pair: Pair) -> Shown:
    if checked.verdict in PARAPHRASED or (checked.verdict in PROVEN and checked.text == pair.text):
        return Shown.AS_WRITTEN
    return Shown.AS_QUOTE if checked.verdict in PROVEN else Shown.NOT


def row(name: str, counts: Counter[Shown]) -> str:
    total = sum(counts.values()) or 1
    return f"{name} ({total}): " + ", ".join(f"{how} {counts[how] / total:.1%}" for how in Shown)


def table(proving: Proving, told: Iterable[Pair], errs: float | None) -> Iterator[str]:
    """A row for the sound and one for the wrong; without `errs` there is no verifier."""
    draw = random.Random(_SEED)
    counts: dict[bool, Counter[Shown]] = {True: Counter(), False: Counter()}
    for pair in told:
        found = None if errs is None else finding(pair, errs, draw)
        counts[pair.sound][shown(proving.proven(case(pair), found), pair)] += 1
    who = "the judge alone" if errs is None else f"a verifier that errs {errs:.0%}"
    yield from (row(f"{who}, {'sound' if sound else 'wrong'}", counts[sound]) for sound in (True, False))


def hints(told: Iterable[Pair]) -> Iterator[str]:
    """How often each of the exact checks speaks against sound sentences and against wrong ones."""
    counts: Counter[tuple[str, bool]] = Counter()
    totals: Counter[bool] = Counter()
    for pair in told:
        totals[pair.sound] += 1
        for name, check in (("invented words", invents), ("foreign words", is_foreign_to)):
            counts[name, pair.sound] += check(pair.text, [pair.cited.article])
    for name in ("invented words", "foreign words"):
        shares = (f"{counts[name, sound] / totals[sound]:.1%}" for sound in (True, False))
        yield f"{name}: of sound {next(shares)}, of wrong {next(shares)}"


@click.command(help=__doc__)
@click.option("--shared", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--errs", default=0.05, show_default=True, help="Share of rulings that are wrong.")
def main(shared: Path, errs: float) -> None:
    judge = TrainedJudge()
    proving = Proving(Support(CachedEncoder(MiniLM()), judge), judge)
    told = [pair for pair in pairs(shared / "bench") if pair.source == "pairs"]
    for rows in (hints(told), table(proving, told, errs), table(proving, told, None)):
        click.echo("\n".join(rows))


if __name__ == "__main__":
    main()
