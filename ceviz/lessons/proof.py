"""Whether a lesson holds what it says: every name, every number, every task, by the maths."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ceviz.document.model import Document
from ceviz.errors import CevizError, FileRefused
from ceviz.lessons import figures
from ceviz.lessons.acts import Open, Undo, class_index, done
from ceviz.lessons.beliefs import stand_in
from ceviz.lessons.checks import Check, Situation
from ceviz.lessons.format import (
    PANELS,
    WORDS_MOST,
    Estimate,
    Lesson,
    Question,
    Step,
    Task,
    Watch,
    place_of,
)
from ceviz.lessons.formulas.reading import formula_of
from ceviz.lessons.formulas.terms import Live, leaves
from ceviz.lessons.formulas.truth import holds
from ceviz.lessons.starts import document_of
from ceviz.storage import glossary


@dataclass(frozen=True, eq=False)
class Scene:
    """A step with its documents.

    Attributes:
        step: as it is written.
        start: where it begins.
        then: where what it shows leads.
    """

    step: Step
    start: Document
    then: Document

    def words(self, text: str, then: Document | None = None) -> str:
        """``text`` with its figures; ``then`` where it was led by hand, not by what is shown."""
        return figures.filled(text, self.start, then or self.then)

    def shown(self) -> Situation:
        """How it stands once what it shows has been done."""
        views = {act.view for act in self.step.show if isinstance(act, Open)}
        undone = any(isinstance(act, Undo) for act in self.step.show)
        return Situation(self.start, self.then, frozenset({*self.step.views, *views}), undone)

    def fresh(self) -> Situation:
        """How it stands when it begins."""
        return Situation(self.start, self.start, frozenset(self.step.views))


def scenes_of(lesson: Lesson, beliefs: Callable[[], Document] = stand_in) -> tuple[Scene, ...]:
    """Every step of ``lesson`` with its documents.

    Raises:
        FileRefused: a start or an act is none; with file, step and field.
    """
    found: list[Scene] = []
    for number, step in enumerate(lesson.steps, 1):
        where = place_of(lesson.name, number)
        if step.start is None and not found:
            raise FileRefused("the first step needs a start", where=f"{where}, start")
        with _in(f"{where}, start"):
            start = (
                found[-1].start if step.start is None else document_of(step.start, where, beliefs)
            )
        with _in(f"{where}, show"):
            found.append(Scene(step, start, done(start, step.show)))
    return tuple(found)


def prove(
    lesson: Lesson, views: Collection[str], beliefs: Callable[[], Document] = stand_in
) -> tuple[Scene, ...]:
    """The scenes of ``lesson``, if everything it says is so.

    Args:
        lesson: as it was read.
        views: the names of the views there are.
        beliefs: makes the document of a student's beliefs.

    Raises:
        FileRefused: an unknown panel, class, term, view or figure; a text that is too long; a
            number that no figure computes; a task that is done before it begins, can never be
            done, or is not done by what is shown; with file, step and field.
    """
    scenes = scenes_of(lesson, beliefs)
    for number, scene in enumerate(scenes, 1):
        where = place_of(lesson.name, number)
        _prove_texts(scene, where)
        if scene.step.formula:
            _prove_formula(scene, f"{where}, formula")
        _prove_places(scene, where, views)
        _prove_ask(scene, f"{where}, ask", views)
    return scenes


def _texts(step: Step) -> Iterator[tuple[str, str]]:
    yield "text", step.text
    for place, hint in enumerate(step.hints):
        yield "hint" if isinstance(step.hint, str) else f"hint[{place}]", hint
    yield "after", step.after
    if isinstance(step.ask, Question):
        for place, option in enumerate(step.ask.options):
            yield f"ask.options[{place}].text", option.text


def _prove_texts(scene: Scene, where: str) -> None:
    for field, text in _texts(scene.step):
        with _in(f"{where}, {field}"):
            said = scene.words(text)
        count = len(said.split())
        if count > WORDS_MOST:
            raise FileRefused(
                f"{count} words where at most {WORDS_MOST} can be taken in",
                where=f"{where}, {field}",
            )
        if typed := figures.typed_numbers(text):
            raise FileRefused(
                f"the number {typed[0]} is typed, and nothing proves it",
                where=f"{where}, {field}",
                remedy=f"write a figure, such as {{number {typed[0]}}} for one that is given",
            )


def _prove_formula(scene: Scene, where: str) -> None:
    """Its numbers can be computed, its classes are there, and it is so, before and after."""
    formula = formula_of(scene.step.formula)
    for leaf in leaves(formula):
        with _in(where):
            if isinstance(leaf, Live):
                if leaf.asked.startswith("then."):
                    raise FileRefused(
                        f"“{leaf.asked}” is of what is shown, and a formula is of what is there",
                        where=where,
                    )
                figures.value_of(leaf.asked, scene.start, scene.start)
            elif leaf.of:
                class_index(scene.start, leaf.of)
    for when, document in (("as it begins", scene.start), ("once it is shown", scene.then)):
        if not holds(formula, document):
            raise FileRefused(
                f"{when}, its sides are not equal, or cannot be computed", where=where
            )


def _prove_places(scene: Scene, where: str, views: Collection[str]) -> None:
    for place, name in enumerate(scene.step.views):
        _known(name, views, "view", f"{where}, views[{place}]")
    for place, look in enumerate(scene.step.look):
        at = f"{where}, look[{place}]"
        _known(look.panel, [*PANELS, *views], "panel", f"{at}.panel")
        if look.of:
            with _in(f"{at}.of"):
                class_index(scene.start, look.of)
        if look.term and glossary.term(look.term) is None:
            raise FileRefused(f"the glossary has no term “{look.term}”", where=f"{at}.term")
    for place, act in enumerate(scene.step.show):
        if isinstance(act, Open):
            _known(act.view, views, "view", f"{where}, show[{place}].view")


def _prove_ask(scene: Scene, where: str, views: Collection[str]) -> None:
    match scene.step.ask:
        case Question(options=options, right=right):
            if right > len(options):
                raise FileRefused(
                    f"there is no option {right}", where=f"{where}.right",
                    why=f"there are {len(options)}",
                )  # fmt: skip
            for place, option in enumerate(options):
                at = f"{where}.options[{place}].proof"
                if option.proof is not None:
                    holds = _holds(option.proof, scene.shown(), at)
                    if holds is not (place + 1 == right):
                        so = "is so" if holds else "is not so"
                        raise FileRefused(f"what it says {so}", where=at)
        case Estimate(figure=figure, low=low, high=high):
            with _in(f"{where}.figure"):
                _, truth, _ = figures.value_of(figure, scene.start, scene.then)
            if not low <= truth <= high:
                raise FileRefused(
                    f"the truth, {truth:.4g}, does not lie on the axis", where=f"{where}.figure"
                )
        case Task(check=check):
            _prove_task(scene, check, f"{where}.check", views)
        case Watch():
            if not scene.step.show:
                raise FileRefused("there is nothing to watch", where=where, remedy="give it a show")


def _prove_task(scene: Scene, check: Check, at: str, views: Collection[str]) -> None:
    view = getattr(check, "view", None)
    if view is not None:
        _known(view, views, "view", f"{at}.view")
    done_already = _holds(check, scene.fresh(), at)
    with _in(at):
        why = check.impossible(scene.start)
    if why:
        raise FileRefused("can never be done", where=at, why=why)
    if done_already:
        raise FileRefused("is done before it begins", where=at)
    if not scene.step.show:
        raise FileRefused("nothing shows how it is done", where=at, remedy="give the step a show")
    if not _holds(check, scene.shown(), at):
        raise FileRefused("is not done by what is shown", where=at)


def _holds(check: Check, situation: Situation, where: str) -> bool:
    with _in(where):
        holds = check.holds(situation)
    return bool(holds)


def _known(name: str, names: Collection[str], kind: str, where: str) -> None:
    if name not in names:
        raise FileRefused(
            f"there is no {kind} “{name}”", where=where, why=f"there are {', '.join(names)}"
        )


@contextmanager
def _in(where: str) -> Iterator[None]:
    """Give a refusal that knows no file the place where it came up."""
    try:
        yield
    except CevizError as problem:
        if problem.where.startswith(where.split(", step")[0]):
            raise
        raise FileRefused(str(problem), where=where) from None
