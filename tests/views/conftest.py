"""Qt as the program has it, a scene, and documents with everything that is hard to write."""

from __future__ import annotations

from tests.export.conftest import any_document as any_document
from tests.export.conftest import awkward as awkward
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import _nothing_remembered as _nothing_remembered
from tests.helpers.fixtures import scene as scene
