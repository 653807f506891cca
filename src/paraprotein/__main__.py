"""`paraprotein` and `python -m paraprotein`: the command line, quiet when Ctrl-C comes while it is still loading."""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit."""
    try:
        from .cli import main as command_line
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    command_line()


if __name__ == "__main__":
    main()
