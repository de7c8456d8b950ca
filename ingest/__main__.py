"""The console script, and `python -m ingest`.

Imports nothing at first: Ctrl-C while the commands load ends as quietly as while they run.
"""

import sys


def main() -> None:
    try:
        from ingest import cli
    except KeyboardInterrupt:
        sys.exit(130)
    cli.main()


if __name__ == "__main__":
    main()
