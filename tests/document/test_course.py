from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ceviz.document import edits
from ceviz.document.course import PLAIN, TRAIL, Course, Plan, course_of
from ceviz.document.targets import OneHot, free
from ceviz.errors import InvalidInput
from ceviz.maths import cross_entropy_gradient, entropy
from ceviz.maths.descent import Loss
from tests.document.examples import fruit

CE, SE = Loss.CROSS_ENTROPY, Loss.SQUARED_ERROR


@pytest.fixture
def course() -> Course:
    """Two hundred steps of size 1 from the fruit with a truth of three kinds."""
    return Course.of(fruit(free(np.array([0.2, 0.5, 0.3]))), PLAIN)


def test_both_paths_start_at_the_documents_scores_and_follow_their_own_slope() -> None:
    document = fruit(temperature=0.7)
    course = Course.of(document, Plan(step_size=0.4, count=5))
    for loss in (CE, SE):
        np.testing.assert_array_equal(course.scores(loss, 0), document.sample.scores)
    before, after = course.scores(CE, 3), course.scores(CE, 4)
    slope = cross_entropy_gradient(course.p, before, temperature=0.7)
    np.testing.assert_allclose(after, before - 0.4 * slope, rtol=1e-13)
    assert not np.array_equal(course.scores(SE, 1), course.scores(CE, 1))
    assert course.last(CE) == course.last(SE) == 5


def test_the_curves_are_the_floor_apart_down_either_loss(course: Course) -> None:
    assert course.floor == pytest.approx(float(entropy(course.p)), rel=1e-15)
    for path in course.paths.values():
        np.testing.assert_allclose(path.cross_entropy - path.kl, course.floor, rtol=1e-12)
    losses = np.concatenate([path.cross_entropy for path in course.paths.values()])
    assert course.highest == losses.max()


def test_it_is_not_walked_before_someone_looks(course: Course) -> None:
    assert not course.walked
    assert course.find(course.start, (CE, 7)) == (CE, 0)
    assert course.find(course.start + 1.0, (CE, 0)) is None
    assert not course.walked
    assert course.last(CE) == 200
    assert course.walked


@pytest.mark.parametrize(("loss", "step"), [(CE, 0), (CE, 31), (SE, 90), (SE, 200)])
def test_scores_on_the_course_are_found(course: Course, loss: Loss, step: int) -> None:
    scores = course.scores(loss, step).copy()
    assert course.find(scores, (CE, 3)) == (loss, step)
    scores[0] = np.nextafter(scores[0], np.inf)
    assert course.find(scores, (CE, 3)) is None


def test_where_a_descent_has_arrived_the_step_asked_for_is_found() -> None:
    document = edits.set_scores(fruit(free(np.array([0.5, 0.25, 0.25]))), np.log([2.0, 1.0, 1.0]))
    course = Course.of(document, PLAIN)
    scores = course.scores(CE, 150)
    np.testing.assert_array_equal(scores, course.scores(CE, 151))
    assert course.find(scores, (CE, 151)) == (CE, 151)


def test_it_is_for_one_sample_and_one_target() -> None:
    document = fruit()
    course = Course.of(document, PLAIN)
    assert course.is_for(document)
    assert course.is_for(edits.set_score(document, 0, 9.0))
    assert course.is_for(edits.set_target(document, free(np.array([0.0, 1.0, 0.0]))))
    assert not course.is_for(edits.set_target(document, OneHot(2)))
    assert not course.is_for(edits.set_temperature(document, 2.0))
    assert not course.is_for(replace(document, selected=1, samples=document.samples))


def test_courses_from_one_start_have_one_key() -> None:
    course = Course.of(fruit(), PLAIN)
    assert course.key == Course.of(fruit(), Plan(step_size=3.0)).key
    assert course.key != Course.of(fruit(OneHot(0)), PLAIN).key
    assert course.key != Course.of(edits.set_score(fruit(), 0, 1.5), PLAIN).key


@pytest.mark.parametrize("step", [0, 1, 100, 119, 500, 1000])
def test_a_trail_begins_at_the_start_and_ends_at_the_step(step: int) -> None:
    course = Course.of(fruit(), Plan(count=1000))
    trail = course.trail(CE, step)
    assert len(trail) <= TRAIL
    np.testing.assert_array_equal(trail[0], course.start)
    np.testing.assert_array_equal(trail[-1], course.scores(CE, step))
    assert len({point.tobytes() for point in trail}) == len(trail)


def test_with_very_many_classes_the_path_is_shorter() -> None:
    from tests.helpers.documents import many

    course = Course.of(many(100_000), PLAIN)
    assert course.last(CE) == 10


def test_an_impossible_truth_has_no_highest_loss() -> None:
    course = Course.of(edits.set_score(fruit(), 1, -np.inf), PLAIN)
    assert course.highest == 0.0
    assert np.isinf(course.paths[CE].cross_entropy).all()


def test_the_same_document_is_walked_once() -> None:
    document = fruit()
    assert course_of(document, PLAIN) is course_of(document, Plan())
    assert course_of(document, PLAIN) is not course_of(document, Plan(step_size=2.0))


def test_refused() -> None:
    for wrong in (
        {"step_size": 0.0},
        {"momentum": 1.0},
        {"momentum": -0.1},
        {"count": 0},
        {"count": 1001},
    ):
        with pytest.raises(InvalidInput, match="descent"):
            Plan(**wrong)
