"""The console script, and `python -m qa_bot`.

Imports nothing at first: Ctrl-C while the commands load ends as quietly as while they run.
"""

import sys


def main() -> None:
    try:
        from qa_bot.cli import main as cli
    except KeyboardInterrupt:
        sys.exit(130)
    cli.main()


if __name__ == "__main__":
    main()
