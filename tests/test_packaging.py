"""What is declared agrees with what is imported, shipped and known to work."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ceviz.bootstrap.requirements import MODULES

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONSTRAINTS = (ROOT / ".ci/constraints.txt").read_text(encoding="utf-8")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

#: What the declared distributions themselves always bring along, and we import too.
BROUGHT_ALONG = {"shiboken6", "packaging"}


def dependencies(*names: str) -> Iterator[Requirement]:
    """The requirements of the program and of the named extras and groups."""
    lines = [*PROJECT["project"]["dependencies"]]
    for name in names:
        lines += PROJECT["project"]["optional-dependencies"].get(name, [])
        lines += PROJECT["dependency-groups"].get(name, [])
    yield from (Requirement(line) for line in lines if isinstance(line, str))


def imported(folder: str) -> dict[str, set[str]]:
    """The top-level modules that a folder's files import from outside, with the files."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                found.setdefault(name.split(".")[0], set()).add(str(path.relative_to(ROOT)))
    ours = {"ceviz", "tests"}
    return {k: v for k, v in found.items() if k not in ours and k not in sys.stdlib_module_names}


def modules(*names: str) -> set[str]:
    """The modules that the program and the named extras and groups may import."""
    known = {canonicalize_name(requirement.name) for requirement in dependencies(*names)}
    return BROUGHT_ALONG | {MODULES.get(name, name.replace("-", "_")) for name in known}


def test_the_program_imports_only_what_it_declares() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    undeclared = imported("ceviz").keys() - modules(*extras)
    assert not undeclared, {name: imported("ceviz")[name] for name in undeclared}


def test_the_tests_import_only_what_their_group_installs() -> None:
    """So that ``python3 -m tests`` runs from a clone, where CI has the dev group as well."""
    found = {
        name: {file for file in files if not file.startswith(("tests/bench", "tests/data"))}
        for name, files in imported("tests").items()
    }
    undeclared = {name for name, files in found.items() if files} - modules("test")
    assert not undeclared, {name: found[name] for name in undeclared}


def test_the_extras_are_tested_as_they_are_declared() -> None:
    tested = {str(requirement) for requirement in dependencies("test")}
    for extra in PROJECT["project"]["optional-dependencies"]:
        assert {str(requirement) for requirement in dependencies(extra)} <= tested


@pytest.mark.parametrize(
    ("python", "version", "allowed"),
    [
        ("3.11", "6.8.0", False),
        ("3.11", "6.8.1", True),
        ("3.11", "6.9.1", False),
        ("3.11", "6.11.0", False),
        ("3.11", "6.11.1", False),
        ("3.11", "6.11.3", True),
        ("3.11", "6.12.0", False),
        ("3.12", "6.12.0", True),
        ("3.12", "6.9.1", False),
        ("3.13", "7.0.0", False),
    ],
)
def test_known_bad_releases_of_qt_are_shut_out(python: str, version: str, allowed: bool) -> None:
    asked = [
        requirement
        for requirement in dependencies()
        if requirement.name == "PySide6-Essentials"
        and (requirement.marker is None or requirement.marker.evaluate({"python_version": python}))
    ]
    assert len(asked) == 1
    assert asked[0].specifier.contains(version) is allowed


def test_qt_keeps_its_references_to_none() -> None:
    """PySide6 6.12.0 loses one in every call on Python 3.11, and aborts when they run out."""
    from PySide6.QtCore import QObject

    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("name")
    lost = before - sys.getrefcount(None)
    assert abs(lost) < 50  # the interpreter's own work in between moves it by a few


def pins(python: str) -> dict[str, Requirement]:
    """The lock as pip reads it under one Python."""
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    lines = [line for line in CONSTRAINTS.splitlines() if line and not line.startswith("#")]
    found = [Requirement(line) for line in lines]
    meant = [one for one in found if one.marker is None or one.marker.evaluate(environment)]
    names = [canonicalize_name(one.name) for one in meant]
    assert len(names) == len(set(names))
    return dict(zip(names, meant, strict=True))


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_holds_what_is_declared(python: str) -> None:
    locked = pins(python)
    extras = PROJECT["project"]["optional-dependencies"]
    for wanted in dependencies("test", "dev", *extras):
        if wanted.marker is None or wanted.marker.evaluate({"python_version": python}):
            (pin,) = locked[canonicalize_name(wanted.name)].specifier
            assert pin.operator == "=="
            assert wanted.specifier.contains(pin.version), f"{wanted} is locked to {pin}"


def test_the_lock_names_versions_and_no_places() -> None:
    for line in CONSTRAINTS.splitlines():
        assert line.startswith("#") or re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [\w.<>=!' ]+)?", line)


def test_importing_the_package_costs_nothing() -> None:
    program = "import sys; old = set(sys.modules); import ceviz; print(*set(sys.modules) - old)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) <= {"ceviz", "__future__"}


def test_what_scripts_call_is_listed_found_and_typed() -> None:
    import ceviz
    import ceviz.api

    stub = ast.parse((ROOT / "ceviz/__init__.pyi").read_text(encoding="utf-8"))
    typed = {
        alias.asname
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == ceviz._HOMES.keys()  # type: ignore[attr-defined]
    assert set(ceviz.api.__all__) <= typed
    for name in typed:
        assert name in dir(ceviz)
        assert getattr(ceviz, str(name)) is not None
    assert ceviz.evaluate is ceviz.api.evaluate
    with pytest.raises(AttributeError, match="no attribute 'evaluat'"):
        ceviz.evaluat  # type: ignore[attr-defined]  # noqa: B018


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return zipfile.ZipFile(path)


def test_the_wheel_has_the_package_and_its_resources(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    for path in [*(ROOT / "ceviz").rglob("*.py"), *(ROOT / "resources").rglob("*.*")]:
        if path.is_file() and "__pycache__" not in path.parts:
            inside = path.relative_to(ROOT)
            if inside.parts[:2] == ("resources", "pictures"):
                continue  # README's
            shipped = inside if inside.parts[0] == "ceviz" else Path("ceviz", inside)
            assert shipped.as_posix() in names
    assert {"ceviz/py.typed", "ceviz/__init__.pyi"} <= names
    assert not {name.split("/")[0] for name in names if "dist-info" not in name} - {"ceviz"}
    assert not [name for name in names if "pictures" in name]


def test_the_wheel_runs_where_there_is_no_checkout(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Unpacked as installers do, run by its own entry point, from another folder."""
    site = tmp_path / "site"
    wheel.extractall(site)
    points = wheel.read(next(n for n in wheel.namelist() if n.endswith("/entry_points.txt")))
    module, function = re.search(rb"ceviz = ([\w.]+):(\w+)", points).groups()  # type: ignore[union-attr]
    script = f"import sys; from {module.decode()} import {function.decode()} as f; sys.exit(f())"
    environment = {**os.environ, "PYTHONPATH": str(site), "QT_QPA_PLATFORM": "offscreen"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", script, *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    import ceviz

    assert run("--version") == f"ceviz {ceviz.__version__}\n"
    assert "Cross-entropy" in run("report", "fruit")
    assert "\nLessons, " in run("list")
    run("render", "fruit", "--out", "fruit.png")
    assert (tmp_path / "fruit.png").stat().st_size > 10_000
    script = _FIRST_FRAME.format(site=str(site))
    assert run() == "shown\n"


_FIRST_FRAME = """
import os, sys
import ceviz
assert ceviz.__file__.startswith({site!r}), ceviz.__file__
from ceviz.window import main_window
def complete(window):
    print("shown", flush=True)
    os._exit(0)
main_window.MainWindow.complete = complete
from ceviz.cli import main
main([])
"""


def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    import ceviz

    (metadata,) = [name for name in wheel.namelist() if name.endswith("/METADATA")]
    text = wheel.read(metadata).decode()
    assert f"\nVersion: {ceviz.__version__}\n" in text
    assert "\nLicense-Expression: MIT\n" in text
    assert "\nRequires-Python: >=3.11\n" in text
    points = wheel.read(metadata.replace("METADATA", "entry_points.txt")).decode()
    assert "[console_scripts]\nceviz = ceviz.cli:main" in points
    assert "[gui_scripts]\nceviz-gui = ceviz.cli:gui" in points


def test_every_bundled_thing_has_its_licence() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in licences()}
    assert {"MIT", "DejaVu", "LGPL-3.0-only", "GPL-3.0-only"} <= texts.keys()
    assert "Bitstream Vera" in texts["DejaVu"]
    assert "Tavmjong Bah" in texts["DejaVu"]
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts["LGPL-3.0-only"]


def licences() -> list[Path]:
    return sorted((ROOT / "resources/licenses").glob("*.txt"))
