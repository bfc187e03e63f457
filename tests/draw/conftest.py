"""Pictures are painted in a Qt application with the bundled fonts."""

from __future__ import annotations

from tests.helpers.fixtures import _dressed as _dressed
