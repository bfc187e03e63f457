"""Qt as the program has it."""

from __future__ import annotations

from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import _nothing_remembered as _nothing_remembered
