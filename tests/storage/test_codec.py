"""Documents as trees, for whoever holds one inside a file of its own."""

from __future__ import annotations

import pytest

from ceviz.errors import FileRefused
from ceviz.storage.codec import from_tree, to_tree
from tests.helpers.documents import batch, free_fruit, fruit, infinite


def test_a_tree_comes_back_as_the_document() -> None:
    for document in (fruit(), free_fruit(), infinite(), batch()):
        assert from_tree(to_tree(document), "x").same_as(document)


def test_a_refusal_names_the_place_it_was_given() -> None:
    tree = {**to_tree(fruit()), "temperature": 0}
    with pytest.raises(FileRefused) as caught:
        from_tree(tree, "lesson.json, step 2, start.session")
    assert str(caught.value).startswith("lesson.json, step 2, start.session, temperature")
