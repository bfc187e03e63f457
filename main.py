"""Start ceviz from a checkout: ``python3 main.py`` (Windows: ``py main.py``).

The first run sets up ``.venv`` beside this file. This file has to parse on Python 3.8, so that an
old Python gets a sentence instead of a SyntaxError.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the whole point: say so on an older one
    have = f"{sys.version_info[0]}.{sys.version_info[1]}"
    sys.stderr.write(f"ceviz needs Python 3.11 or newer; this is {have}\n")
    sys.exit(2)

if __name__ == "__main__":
    from ceviz.bootstrap import prepare

    # --help and --version answer before anything is installed.
    if not {"-h", "--help", "--version"}.intersection(sys.argv[1:]):
        prepare("run")

    from ceviz.cli import main

    sys.exit(main())
