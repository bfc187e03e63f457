"""Do the lowest versions that pyproject.toml allows still carry ceviz?

The versions are installed into an environment of their own in a temporary folder, which is
removed. Every module is imported, and the tests of maths and documents are run: there a version
can change a number, not only miss a name.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile

from ceviz.bootstrap.packages import install, pip_in
from ceviz.bootstrap.requirements import applies, read_requirements

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

_IMPORT_ALL = """
import importlib, importlib.metadata, pkgutil, ceviz
names = ["ceviz"]
names += [m.name for m in pkgutil.walk_packages(ceviz.__path__, "ceviz.")]
names = [name for name in names if not name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
print(len(names), "modules imported with", ", ".join(
    d + " " + importlib.metadata.version(d)
    for d in ("numpy", "msgspec", "pyqtgraph", "PySide6-Essentials")))
"""

_TESTS = ["-q", "--numprocesses=2", "-p", "no:cacheprovider", "tests/maths", "tests/document"]


def lowest_versions(requirements: list[str]) -> list[str]:
    """``numpy==1.26`` of ``numpy>=1.26``, for the requirements that this Python is meant by."""
    return [re.sub(r"^([\w.-]+)>=([\w.]+).*", r"\1==\2", r) for r in requirements if applies(r)]


def main() -> int:
    """Install, import, run the tests; the exit code."""
    wanted = lowest_versions(read_requirements(_ROOT, "test"))
    with tempfile.TemporaryDirectory(prefix="ceviz-lowest-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        programs = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        python = os.path.join(folder, *programs)
        code, output = install(pip_in(python), wanted, constraints="")
        if code != 0:
            sys.stderr.write(output)
            return code
        code = subprocess.call([python, "-c", _IMPORT_ALL], cwd=_ROOT)
        return code or subprocess.call([python, "-m", "pytest", *_TESTS], cwd=_ROOT)
