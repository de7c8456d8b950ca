"""How a command ends when it does not end well: one sentence on standard error and an exit code.

Both commands share it; it knows click and the errors, nothing of questions or articles.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import NoReturn

import click

from qa_bot.errors import QABotError
from qa_bot.privacy import without_credentials

TRACE = "QA_BOT_TRACE"
INTERRUPTED = 130  # what a shell reports for Ctrl-C


def run(command: click.Command, args: Sequence[str] | None = None) -> NoReturn:
    """Runs a command and ends the process with its exit code: the int it returns, or 0.

    A failure ends with a sentence on standard error and no stack trace.
    """
    told = logging.StreamHandler()
    told.setFormatter(Sentences("%(message)s"))
    logging.basicConfig(handlers=[told])  # before a library does that shows levels and names
    try:
        result = command.main(args=args, standalone_mode=False)
        if sys.stdout:  # closed by who called us: nothing was printed
            sys.stdout.flush()
    except click.ClickException as error:
        said = StringIO()
        error.show(said)
        click.echo(without_credentials(said.getvalue()), err=True, nl=False)
        sys.exit(error.exit_code)
    except QABotError as error:
        _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _fail("Interrupted; what was finished is kept.", INTERRUPTED)
    except BrokenPipeError:  # whoever read our output left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _fail(_sentence(error), 1)
    except Exception as error:  # a defect of ours: a person gets a sentence, a developer the trace
        if os.environ.get(TRACE):
            raise
        _fail(f"Something went wrong inside ({type(error).__name__}: {error}); {TRACE}=1 shows where.", 1)
    sys.exit(result if isinstance(result, int) else 0)


@contextmanager
def ended_at_once() -> Iterator[None]:
    """Ctrl-C ends the process here and now, for where threads import modules.

    KeyboardInterrupt in the middle of an import can leave its lock held: whoever waits for it hangs.
    """
    before = signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Sentences(logging.Formatter):
    """Of us and of libraries, which may log addresses as they were given."""

    def format(self, record: logging.LogRecord) -> str:
        return without_credentials(super().format(record))


def _fail(sentence: str, exit_code: int) -> NoReturn:
    click.echo(without_credentials(sentence), err=True)
    sys.exit(exit_code)


def _sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}; free some space and run the command again."
    return f"The system refused: {error.strerror or error}{where}."
