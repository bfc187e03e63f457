"""Messages are whole and of their kind, or are not heard; arrays are of numbers or text."""

from __future__ import annotations

import io

import numpy as np
import pytest

from ceviz.storage.readers.process import messages


def test_only_whole_messages_of_the_kind_are_heard() -> None:
    stream = io.BytesIO()
    messages.send(messages.Step(0.5), stream)
    data = stream.getvalue()
    assert messages.receive(io.BytesIO(data), messages.Step) == messages.Step(0.5)
    assert messages.receive(io.BytesIO(data[:-1]), messages.Step) is None
    assert messages.receive(io.BytesIO(b""), messages.Step) is None
    assert messages.receive(io.BytesIO(b"\xff" * 8), messages.Step) is None
    with pytest.raises(ValueError, match="Invalid value"):
        messages.receive(io.BytesIO(data), messages.Block)


@pytest.mark.parametrize("dtype", ["<f2", "<f4", "<f8", "<i4", "|b1", "<U3"])
def test_arrays_of_numbers_and_text_go_to_and_fro(dtype: str) -> None:
    array = np.arange(6).reshape(2, 3).astype(dtype)
    back = messages.outlined(messages.inline(array))
    assert back.dtype == array.dtype
    assert np.array_equal(back, array)


@pytest.mark.parametrize(("dtype", "shape"), [("|O", (1,)), ("<f8", (-1,)), ("<M8[s]", (1,))])
def test_arrays_of_anything_else_do_not(dtype: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no array of numbers or text"):
        messages.checked(dtype, shape)


def test_sizes_do_not_overflow() -> None:
    assert messages.checked("<f8", (1 << 40, 1 << 40))[1] == 8 << 80
