"""Qt as the program has it, and documents with everything that is hard to write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ceviz.document.model import Document
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import _nothing_remembered as _nothing_remembered

#: What pictures are drawn of: few classes and many, a distribution, an infinite loss.
DOCUMENTS: dict[str, Callable[[], Document]] = {
    "fruit": fruit,
    "free": free_fruit,
    "infinite": infinite,
    "thousand": lambda: many(1000),
}


@pytest.fixture(params=DOCUMENTS)
def any_document(request: pytest.FixtureRequest) -> Document:
    """Each of :data:`DOCUMENTS`."""
    return DOCUMENTS[request.param]()


@pytest.fixture
def awkward() -> Document:
    """Class names that mean something in XML, in CSV and in a spreadsheet."""
    names = ("=1+1", '<b> & “c”, "d"', "Ünïcode ≤ 1")
    return document([[3.5, 1.0, -0.5]], [fruit().sample.target], names=names)


#: Plots with a field in them, which is an image, and how many classes they still draw as vectors.
FIELDS = {"jacobian": 16, "plane": 1, "simplex": 1}


def has_field(plot: str, document: Document) -> bool:
    """Whether an image belongs into the picture."""
    return plot in FIELDS and len(document.classes) > FIELDS[plot]
