"""A few kills of the real program; two hundred are ``python3 -m tests kill``."""

from __future__ import annotations

import os

import pytest

from tests.kill import Lost, Run, judged, main, run


@pytest.mark.skipif(os.name == "nt", reason="a process that is killed is killed there, too")
def test_at_most_one_step_is_lost() -> None:
    outcomes, _ = run(3, 11)
    assert outcomes.total() == 3


def test_what_is_restored_is_judged() -> None:
    before = Run("a", ["b", "c", "d", "e"], ["b", "c", "d"])
    assert judged(before, "d", "") == "the last finished step"
    assert judged(before, "e", "") == "the step that was under way"
    assert judged(before, "c", "") == "the step before the last one"
    for lost in ("b", "a", "x"):
        with pytest.raises(Lost, match="3 finished steps"):
            judged(before, lost, "")
    assert judged(Run("a", [], []), "a", "") == "the last finished step"
    assert judged(Run("a", ["b"], ["b"]), "a", "") == "the step before the last one"


def test_what_is_no_number_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["often"]) == 2
    assert "kill [COUNT] [SEED]" in capsys.readouterr().out
