"""Trains reader and judge from ../shared and training/news to the files that the package ships: make train

One process each, for an encoder of this size gains nothing from more threads; resumed where it was ended. On
two cores that have products in bfloat16 it takes an hour, on others three. Needs the extra:
pip install -e '.[train]'.
"""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path

import click

from qa_bot.cli.options import example
from qa_bot.models.trained import DATA
from qa_bot.training import scores
from qa_bot.training.runs import Place, finish, train_judge, train_reader


@click.command(
    help=__doc__,
    epilog=example("python -m qa_bot.training --work trial --to trial --judge-steps 50"),
)
@click.option("--shared", type=click.Path(exists=True, path_type=Path), default=Path("../shared"))
@click.option("--work", type=click.Path(path_type=Path), default=Path(".train"), help="Checkpoints.")
@click.option("--to", type=click.Path(path_type=Path), default=DATA, help="Not to the package.")
@click.option(
    "--start",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Learn on from the finished files in this folder; else from all-MiniLM-L6-v2.",
)
@click.option("--reader-steps", type=click.IntRange(1), default=2_000, show_default=True)
@click.option("--judge-steps", type=click.IntRange(1), default=3_000, show_default=True)
def main(shared: Path, work: Path, to: Path, start: Path | None, reader_steps: int, judge_steps: int) -> None:
    place = Place(shared.resolve(), work, to, start)
    for folder in (work, to):
        folder.mkdir(parents=True, exist_ok=True)
    spawn = get_context("spawn")
    runs = [
        spawn.Process(target=train_reader, args=(place, reader_steps)),
        spawn.Process(target=train_judge, args=(place, judge_steps)),
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    if any(run.exitcode for run in runs):
        raise click.ClickException(
            "A model was not trained; what it said stands above. Run this again to go on."
        )
    finish(place)
    if to == DATA:
        scores.write_card(shared)


if __name__ == "__main__":
    main()
