"""What pyproject.toml requires, and what of it the running Python lacks.

``python -m ceviz.bootstrap.requirements PURPOSE`` answers for the Python it is run with: ``ready``,
``pip`` (something is missing, and pip could fetch it) or ``bare`` (pip is missing as well).

A full PEP 508 parser is not in the standard library; this one reads what our pyproject.toml
writes: names, ``>= > == != <= <`` clauses, one ``python_version`` marker.
"""

from __future__ import annotations

import os
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

#: The groups of pyproject.toml that each purpose adds to the program's own dependencies.
GROUPS = {"run": (), "test": ("test",), "dev": ("dev",)}

#: Distributions whose module has another name.
MODULES = {
    "codespell": "codespell_lib",
    "import-linter": "importlinter",
    "pillow": "PIL",
    "pyside6-essentials": "PySide6",
    "pytest-qt": "pytestqt",
    "pytest-xdist": "xdist",
    "scikit-learn": "sklearn",
}
#: Another distribution that provides the same module (conda's, and the whole of PySide6).
_ALIASES = {"pyside6-essentials": "PySide6"}

_REQUIREMENT = re.compile(
    r"""(?P<name>[\w.-]+) \s* (?P<clauses> ([<>=!]+ \s* [\w.]+ \s* ,? \s*)* )
        (;\s* python_version \s* (?P<test>[<>=!]+) \s* ['"](?P<python>[\d.]+)['"])? \s*""",
    re.VERBOSE,
)
_CLAUSE = re.compile(r"(>=|<=|==|!=|<|>)\s*([\w.]+)")


def read_requirements(root: str, purpose: str) -> list[str]:
    """The requirement lines of ``purpose`` as ``root/pyproject.toml`` states them."""
    import tomllib

    with open(os.path.join(root, "pyproject.toml"), "rb") as file:
        project = tomllib.load(file)
    lines: list[str] = list(project["project"]["dependencies"])
    for group in GROUPS[purpose]:
        lines += _group(project["dependency-groups"], group)
    return lines


def read_extra(root: str, name: str) -> list[str]:
    """The requirement lines of an extra."""
    import tomllib

    with open(os.path.join(root, "pyproject.toml"), "rb") as file:
        lines: list[str] = tomllib.load(file)["project"]["optional-dependencies"][name]
    return lines


def _group(groups: dict[str, list[Any]], name: str) -> list[str]:
    lines = []
    for entry in groups[name]:
        lines += [entry] if isinstance(entry, str) else _group(groups, entry["include-group"])
    return lines


def name_of(requirement: str) -> str:
    """What a requirement asks for: ``numpy`` of ``numpy>=1.26``."""
    return _parts(requirement)["name"]


def applies(requirement: str) -> bool:
    """Whether a requirement's marker, if it has one, means the running Python."""
    parts = _parts(requirement)
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return not parts["test"] or _holds(python, parts["test"], parts["python"])


def unmet(requirements: list[str]) -> list[str]:
    """The requirements that the running Python does not meet."""
    return [line for line in requirements if applies(line) and not _is_met(line)]


def _is_met(requirement: str) -> bool:
    parts = _parts(requirement)
    name = parts["name"]
    if find_spec(MODULES.get(name.lower(), name.replace("-", "_"))) is None:
        return False
    installed = _installed(name)
    if installed is None:  # importable, but a distribution keeps no record: take it as it is
        return True
    return all(_holds(installed, *clause) for clause in _CLAUSE.findall(parts["clauses"]))


def _installed(name: str) -> str | None:
    for distribution in (name, _ALIASES.get(name.lower(), name)):
        try:
            return version(distribution)
        except PackageNotFoundError:
            continue
    return None


def _holds(have: str, test: str, wanted: str) -> bool:
    a, b = release(have), release(wanted)
    return {
        ">=": a >= b,
        "<=": a <= b,
        "==": a == b,
        "!=": a != b,
        "<": a < b,
        ">": a > b,
    }[test]


def release(text: str) -> tuple[int, ...]:
    """The numbers of a version without trailing zeros: ``6.12.0`` and ``6.12`` are equal."""
    found = re.match(r"\d+(\.\d+)*", text)
    numbers = [int(part) for part in found.group().split(".")] if found else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _parts(requirement: str) -> dict[str, str]:
    found = _REQUIREMENT.fullmatch(requirement)
    if found is None:
        raise ValueError(f"pyproject.toml: cannot read the requirement {requirement!r}")
    return {key: value or "" for key, value in found.groupdict().items()}


def answer(root: str, purpose: str) -> str:
    """``ready``, ``pip`` or ``bare``, as the module's docstring tells."""
    if not unmet(read_requirements(root, purpose)):
        return "ready"
    return "pip" if find_spec("pip") else "bare"


if __name__ == "__main__":
    print(answer(os.getcwd(), sys.argv[1]))
