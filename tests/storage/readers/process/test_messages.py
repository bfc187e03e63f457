"""Messages are whole and of their kind, or are not heard; arrays are of numbers or text."""

from __future__ import annotations

import io

import numpy as np
import pytest

from ceviz.storage.readers.process import messages
from ceviz.storage.readers.process.messages import Texts


def test_only_whole_messages_of_the_kind_are_heard() -> None:
    stream = io.BytesIO()
    messages.send(messages.Step(0.5), stream)
    data = stream.getvalue()
    assert messages.receive(io.BytesIO(data), messages.Step) == messages.Step(0.5)
    assert messages.receive(io.BytesIO(data[:-1]), messages.Step) is None
    assert messages.receive(io.BytesIO(b""), messages.Step) is None
    assert messages.receive(io.BytesIO(b"\xff" * 8), messages.Step) is None
    with pytest.raises(ValueError, match="Object missing required field"):
        messages.receive(io.BytesIO(data), Texts)


@pytest.mark.parametrize("dtype", ["<f2", "<f4", "<f8", "<i4", "|b1", "<U3"])
def test_arrays_of_numbers_and_text_go_to_and_fro(dtype: str) -> None:
    array = np.arange(6).reshape(2, 3).astype(dtype)
    back = messages.outlined(messages.inline(array))
    assert back.dtype == array.dtype
    assert np.array_equal(back, array)
