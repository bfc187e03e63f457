"""Documents for the tests: the fruit, and strategies for any document there can be."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from ceviz.document.model import Classes, Document, Policy, Sample, Samples, Unit, check_scores
from ceviz.document.targets import Free, OneHot, Smoothed, Target, free

NAMES = ("Apple", "Banana", "Orange")


def fruit(target: Target | None = None, *, temperature: float = 1.0) -> Document:
    """Scores 1.0, 3.5, −0.5; the truth is Banana unless told otherwise."""
    return document([[1.0, 3.5, -0.5]], [target or OneHot(1)], temperature=temperature)


def document(
    scores: list[list[float]],
    targets: list[Target],
    *,
    names: tuple[str, ...] = NAMES,
    temperature: float = 1.0,
) -> Document:
    """N samples over named classes."""
    samples = [
        Sample(check_scores(row), target) for row, target in zip(scores, targets, strict=True)
    ]
    return Document(Classes.named(names), Samples.of(samples), temperature=temperature)


#: Class names: any line of text without control characters, and some that are awkward in tables.
names = st.one_of(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=8
    ).filter(lambda name: bool(name.strip())),
    st.sampled_from(["=1+1", "-3", "@x", "'=y", '"quoted"', "a,b", "0.5", "класс", "🍌", "p"]),
).map(str.strip)

finite_scores = st.floats(-1e4, 1e4)


@st.composite
def score_rows(draw: st.DrawFn, count: int) -> list[float]:
    """K scores, some of them −∞ but not all."""
    row = draw(st.lists(finite_scores | st.just(-np.inf), min_size=count, max_size=count))
    if all(score == -np.inf for score in row):
        row[draw(st.integers(0, count - 1))] = draw(finite_scores)
    return row


@st.composite
def free_targets(draw: st.DrawFn, count: int) -> Free:
    """Any distribution, zeros included."""
    raw = draw(st.lists(st.floats(0.0, 1.0), min_size=count, max_size=count))
    if sum(raw) < 1e-3:
        raw[draw(st.integers(0, count - 1))] = 1.0
    return free(np.array(raw) / sum(raw))


def targets(count: int) -> st.SearchStrategy[Target]:
    """Targets of all three kinds."""
    true = st.integers(0, count - 1)
    return st.one_of(
        st.builds(OneHot, true),
        st.builds(Smoothed, true, st.floats(0.0, 1.0)),
        free_targets(count),
    )


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document of 2 to 6 classes and 1 to 4 samples, with every field drawn."""
    count = draw(st.integers(2, 6))
    class_names = draw(st.lists(names, min_size=count, max_size=count, unique=True))
    samples = draw(
        st.lists(
            st.builds(
                Sample,
                score_rows(count).map(check_scores),
                targets(count),
                texts,
            ),
            min_size=1,
            max_size=4,
        )
    )
    return Document(
        classes=Classes(
            tuple(class_names),
            tuple(draw(st.permutations(range(count)))),
            draw(st.frozensets(st.integers(0, count - 1))),
        ),
        samples=Samples.of(samples),
        selected=draw(st.integers(0, len(samples) - 1)),
        temperature=draw(st.floats(1e-3, 1e3)),
        unit=draw(st.sampled_from(Unit)),
        policy=draw(st.sampled_from(Policy)),
        partner=draw(st.integers(0, count - 1)),
        title=draw(texts),
    )
