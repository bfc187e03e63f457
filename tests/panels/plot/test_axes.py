"""Which numbers stand on an axis where not all have room."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.panels.plot.axes import NumberAxis


def numbers(low: float, high: float, size: float) -> list[float]:
    """Those on a logarithmic axis from ``low`` to ``high`` that is ``size`` pixels long."""
    axis = NumberAxis("bottom")
    axis.setLogMode(True, False)
    ((_, values),) = axis.tickValues(np.log10(low), np.log10(high), size)
    return [float(f"{10.0**value:.6g}") for value in values]


@pytest.mark.parametrize("size", [90.0, 120.0, 200.0, 400.0])
def test_a_power_of_ten_is_the_last_to_go(qapp: object, size: float) -> None:
    for low, high in ((50.5, 200.0), (45.0, 250.0), (7.5, 160.0), (30.0, 900.0)):
        assert 100.0 in numbers(low, high, size)


def test_round_numbers_go_after_the_others(qapp: object) -> None:
    assert numbers(0.9, 110.0, 330.0) == [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]
    assert numbers(0.9, 110.0, 120.0) == [1.0, 10.0, 100.0]


def test_between_two_powers_of_ten_there_are_numbers_too(qapp: object) -> None:
    assert set(numbers(11.0, 45.0, 200.0)) <= {20.0, 30.0, 40.0}
    assert len(numbers(11.0, 45.0, 60.0)) >= 1
