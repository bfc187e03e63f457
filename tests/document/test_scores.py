"""Which scores there are, one vector or many at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ceviz.document import scores as module
from ceviz.document.scores import check_scores, first_unfit
from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray

values = st.floats() | st.sampled_from([-np.inf, 0.0, 1e150, -1e150, 1.1e150, np.nan, np.inf])


@given(arrays(np.float64, st.tuples(st.integers(0, 6), st.integers(1, 3)), elements=values))
def test_many_rows_are_refused_where_one_is(scores: FloatArray) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "_BLOCK", 4)
        found = first_unfit(scores)
    for row in scores[:found]:
        check_scores(row)
    if found is not None:
        with pytest.raises(InvalidInput):
            check_scores(scores[found])
