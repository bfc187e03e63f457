"""How the house is built: what the contracts of import-linter cannot say, read off the source.

Imports count wherever they stand: at the top, inside a function, or for the type checker alone.
What is not yet as it should be is listed below by name; a list may only get shorter.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WIDEST = 25
LONGEST = 400
FEWEST_WORDS = 4

#: What stands at the top, beside dot-files and what runs and builds leave there.
TOP_LEVEL = {"main.py", "ceviz", "resources", "tests", "pyproject.toml", "README.md"}
LEFT_BY_RUNS = {"build", "dist", "__pycache__"}

#: Circles of imports: every module that is in one.
CIRCLES: set[str] = set()

#: Modules with logic that no test of their package names, and why that is enough.
TESTED_ELSEWHERE: Mapping[str, str] = {
    "ceviz.document.overlay": "edits of a file's rows: tests/document/test_batch.py",
    "ceviz.document.scores": "a refusal of the model's and the readers', tested as theirs",
    "ceviz.draw.chart": "what every chart derives from: tests/views/*/test_picture.py",
    "ceviz.draw.chart_picture": "what every plot derives from: tests/views/*/test_picture.py",
    "ceviz.draw.class_rows": "rows of Sums and Areas: tests/views/{sums,areas}/test_picture.py",
    "ceviz.draw.field": "the colours of Plane, Simplex and Jacobian: their test_picture.py",
    "ceviz.draw.fonts": "a start and an export load them; a missing font fails every picture",
    "ceviz.draw.frame": "the frame of every picture in tests/draw and tests/views",
    "ceviz.draw.hatching": "patterns of Areas, Reliability and Sums: their test_picture.py",
    "ceviz.draw.lab.bar_names": "names under the bars: tests/draw/test_words.py",
    "ceviz.draw.lab.measures": "the card of all samples: tests/window/workspaces/test_measures.py",
    "ceviz.draw.legend": "the legends of Areas and Sums: their test_picture.py",
    "ceviz.draw.level_labels": "labels of the lines in Plane and Simplex: their test_picture.py",
    "ceviz.draw.marks": "the marks of Plane and Simplex: their test_picture.py",
    "ceviz.draw.plot": "a row of the registry, made and drawn: tests/views/test_registry.py",
    "ceviz.draw.vectors": "the arrows of Plane and Simplex: their test_picture.py",
    "ceviz.panels.class_choice": "the choosers of Plane and Simplex: their test_view.py",
    "ceviz.panels.deferred_panel": "Ledger and Reliability: their test_view.py",
    "ceviz.panels.tool_buttons": "the ghosts of Areas and Sums: their test_view.py",
    "ceviz.panels.plot.panel": "what every zoomable view derives from: tests/views/*/test_view.py",
    "ceviz.draw.thumbnail": "the pictures of Samples: tests/views/samples/test_view.py",
    "ceviz.storage.codec": "the schema of a session: tests/storage/test_session.py",
    "ceviz.storage.readers.guesses": "what the readers say of a file: tests/views/opened",
    "ceviz.store.descents": "the settings of Descent: tests/views/descent",
    "ceviz.store.intents": "a verb and its name: tests/store/test_gesture.py",
}


def name_of(path: Path) -> str:
    """The module in a file under the root."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


MODULES = {name_of(path): path for path in sorted((ROOT / "ceviz").rglob("*.py"))}
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules that a file imports anywhere in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            found |= {full if full in MODULES else node.module for full in inner.values()}
            # The submodules of Qt are modules, too.
            found |= {full for full in inner.values() if node.module == "PySide6"}
    return frozenset(found)


IMPORTS = {name: (imported(path) & MODULES.keys()) - {name} for name, path in MODULES.items()}


def reached(start: str) -> set[str]:
    """All modules that importing one may come to import, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        fresh = IMPORTS[waiting.pop()] - seen
        seen |= fresh
        waiting += fresh
    return seen


def in_circles() -> set[str]:
    return {name for name in MODULES if any(name in reached(other) for other in IMPORTS[name])}


def said(names: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, names)))


def test_nothing_else_stands_at_the_top() -> None:
    """A file called ``--help`` stood there twice, left by a tool that was asked for help."""
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    more = {name for name in names - LEFT_BY_RUNS if not name.endswith(".egg-info")} - TOP_LEVEL
    assert not more, said(more)
    assert names >= TOP_LEVEL


def test_no_folder_is_too_wide_to_be_seen_at_a_glance() -> None:
    counts = Counter(
        str(path.parent.relative_to(ROOT))
        for path in MODULES.values()
        if path.name != "__init__.py"
    )
    wide = {folder for folder, count in counts.items() if count > WIDEST}
    assert not wide, f"over {WIDEST} modules: {said(wide)}"


def test_nothing_is_read_by_qt_that_others_may_have_written() -> None:
    """PySide unpickles objects from settings; a damaged state of a widget takes gigabytes."""
    banned = {"QSettings", "QDataStream", "restoreState", "restoreGeometry", "pickle"}
    used = {
        f"{name}: {word}"
        for name, path in MODULES.items()
        for word in banned & set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
        if any(word in (getattr(n, "id", ""), getattr(n, "attr", "")) for n in ast.walk(tree(path)))
    } - {"ceviz.app: QSettings"}  # which leads Qt's own away: tests/window/test_start.py
    assert not used, said(used)


def test_no_file_is_too_long_to_be_read_in_one_go() -> None:
    long = {
        name
        for name, path in MODULES.items()
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST
    }
    assert not long, f"over {LONGEST} lines: {said(long)}"


def test_imports_go_in_no_circle() -> None:
    new = in_circles() - CIRCLES
    assert not new, f"new in a circle: {said(new)}"


def room_of(name: str) -> str | None:
    """The view whose room a module is in."""
    found = re.match(r"ceviz\.views\.(\w+)", name)
    return found[1] if found and (ROOT / "ceviz/views" / found[1]).is_dir() else None


def test_only_the_registry_looks_into_a_views_room() -> None:
    """Neither another view does nor anybody outside, whether or not a contract lists the view."""
    nosy = {
        f"{name} imports {target}"
        for name, targets in IMPORTS.items()
        for target in targets
        if room_of(target) not in (None, room_of(name)) and name != "ceviz.views.registry"
    }
    assert not nosy, said(nosy)


PICTURES = [name for name in MODULES if name.endswith(".picture") and room_of(name)]


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_needs_no_widgets_and_no_plots(picture: str) -> None:
    """Not even through what it imports: it is painted in a process without either."""
    needs = {
        f"{name} imports {outside}"
        for name in reached(picture)
        for outside in imported(MODULES[name])
        if outside.split(".")[0] == "pyqtgraph" or outside.startswith("PySide6.QtWidgets")
    }
    assert not needs, said(needs)


def has_logic(path: Path) -> bool:
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree(path)))


def house_part(name: str) -> str:
    """The folder a module belongs to, two below ceviz at the most: ``ceviz.storage.readers``."""
    parts = name.split(".")
    depth = 3 if ROOT.joinpath(*parts[:3]).is_dir() else 2
    return ".".join(parts[:depth])


def covered() -> set[str]:
    """The modules with tests of their own.

    ``ceviz/a/b.py`` is tested by ``tests/a/test_b.py``, or by a test under ``tests/a`` that
    imports it (any test, for ``ceviz/b.py``), or, when only its own folder uses it, through a
    module there that is tested.
    """
    users = defaultdict(set)
    for name, targets in IMPORTS.items():
        for target in targets:
            users[target].add(name)
    found = set()
    for name, path in MODULES.items():
        inside = path.relative_to(ROOT / "ceviz")
        of_its_name = ROOT / "tests" / inside.parent / f"test_{inside.stem}.py"
        floor = ROOT / "tests" / inside.parts[0]
        near = [test for test in TESTS if floor in test.parents or len(inside.parts) == 1]
        if of_its_name.exists() or any(name in imported(test) for test in near):
            found.add(name)
    before = -1
    while len(found) != before:
        before = len(found)
        found |= {
            name
            for name in MODULES.keys() - found
            if users[name] & found
            and {house_part(user) for user in users[name]} == {house_part(name)}
        }
    return found


def test_every_module_with_logic_has_its_test() -> None:
    untested = {name for name in MODULES.keys() - covered() if has_logic(MODULES[name])}
    assert not untested - TESTED_ELSEWHERE.keys(), said(untested - TESTED_ELSEWHERE.keys())
    gone = TESTED_ELSEWHERE.keys() - MODULES.keys()
    assert not gone, said(gone)


def test_docstrings_say_something() -> None:
    curt = {
        f"{name}: {text!r}"
        for name, path in MODULES.items()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        if (text := ast.get_docstring(node)) and len(text.split()) < FEWEST_WORDS
    }
    assert not curt, said(curt)


def test_the_readme_names_files_that_there_are() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[\w]+/)+(?:\w+\.\w+)?)`", text))
    missing = {
        name for name in named if not ((ROOT / name).exists() or (ROOT / "ceviz" / name).exists())
    }
    assert not missing, said(missing)
    assert "store/gesture.py" in named
