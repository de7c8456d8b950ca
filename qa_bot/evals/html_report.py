"""A run as one HTML file: tables, plots and every question, with nothing to load from elsewhere."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from qa_bot.evals.grading import GROUPINGS, measurements
from qa_bot.evals.report import interval_text, number
from qa_bot.evals.runs import Comparison, Run

_TEMPLATE = Path(__file__).with_name("report.html.jinja")


def write(run: Run, comparison: Comparison | None, path: Path) -> str:
    """Says where the report is, or what it needs: the run itself is worth keeping without one."""
    if not (find_spec("matplotlib") and find_spec("jinja2")):
        return "No report was written; it needs: pip install 'qa-bot[eval]'."
    path.write_text(_rendered(run, comparison), encoding="utf-8")
    return f"The report: {path}"


def _rendered(run: Run, comparison: Comparison | None) -> str:
    from jinja2 import Environment, StrictUndefined

    from qa_bot.evals.plots import plots

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"number": number, "interval": interval_text}
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        run=run, comparison=comparison, measurements=measurements, groupings=GROUPINGS, plots=plots
    )
