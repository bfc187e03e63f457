"""Start ceviz from a checkout: ``python3 main.py`` (Windows: ``py main.py``).

The first run sets up ``.venv`` beside this file. This file has to compile on Python 3.6, so that
an old Python gets a sentence instead of a SyntaxError.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the whole point: say so on an older one
    have = "{}.{}".format(*sys.version_info)
    sys.stderr.write("ceviz needs Python 3.11 or newer; this is {}\n".format(have))  # noqa: UP032
    sys.exit(2)

if sys.flags.safe_path:
    sys.stderr.write(
        "ceviz: Python was told not to look beside main.py, where ceviz is (-P, -I or"
        " PYTHONSAFEPATH). Start it without that.\n"
    )
    sys.exit(2)

if __name__ == "__main__":
    import signal

    # While modules are imported there is nothing that Ctrl+C would have to tidy up.
    heard = signal.getsignal(signal.SIGINT)
    quiet = signal.SIG_DFL if heard is signal.default_int_handler else heard
    signal.signal(signal.SIGINT, quiet)

    from ceviz.bootstrap import prepare

    # --help and --version answer before anything is installed.
    if not {"-h", "--help", "--version"}.intersection(sys.argv[1:]):
        signal.signal(signal.SIGINT, heard)
        prepare("run")
        signal.signal(signal.SIGINT, quiet)

    from ceviz.cli import main

    signal.signal(signal.SIGINT, heard)
    sys.exit(main())
