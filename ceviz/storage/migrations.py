"""Older session files, brought up to date one version at a time.

A migration takes the tree of a file of its version and returns that of the next; the schema in
:mod:`ceviz.storage.session` then describes the newest version only. To change the format: raise
:data:`VERSION`, add the migration from the old one, and keep an old file among the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from ceviz.errors import FileRefused, NewerFile

Tree: TypeAlias = dict[str, Any]
Migration: TypeAlias = Callable[[Tree], Tree]

#: The version that is written.
VERSION = 2

#: The key that makes a file a session and holds its version.
VERSION_KEY = "ceviz_session"


def _without_scenes(tree: Tree) -> Tree:
    """Version 1 had no scenes, and did not say where its samples came from."""
    return tree


#: From each older version to the next. Version 1 is the first there is.
MIGRATIONS: Mapping[int, Migration] = MappingProxyType({1: _without_scenes})


def migrate(
    tree: object,
    name: str,
    *,
    migrations: Mapping[int, Migration] = MIGRATIONS,
    current: int = VERSION,
) -> Tree:
    """The tree of a session file, in the ``current`` version.

    Raises:
        NewerFile: written by a later ceviz.
        FileRefused: not a session, or damaged where a migration needs it whole.
    """
    if not isinstance(tree, dict) or VERSION_KEY not in tree:
        raise FileRefused("is not a ceviz session", where=name)
    version = tree[VERSION_KEY]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FileRefused("the version is a whole number from 1", where=f"{name}, {VERSION_KEY}")
    if version > current:
        raise NewerFile(
            "was written by a later ceviz",
            where=name,
            why=f"its version is {version}, this ceviz reads up to {current}",
            remedy="update ceviz to open it",
        )
    for older in range(version, current):
        try:
            tree = {**migrations[older](tree), VERSION_KEY: older + 1}
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as problem:
            raise FileRefused(
                f"is a damaged session of version {version}",
                where=name,
                why=f"{type(problem).__name__}: {problem}",
            ) from problem
    return tree
