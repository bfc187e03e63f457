"""The numbers of a whole prediction, one row a readout.

The readouts in the window, the report and the CSV all follow from :data:`READOUTS`; one that is
added there is in all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, isinf

from ceviz.document.analysis import Analysis, Verdict
from ceviz.document.batch import Batch
from ceviz.document.model import Document, Unit
from ceviz.document.targets import TargetKind, kind_of
from ceviz.document.text.cells import safe_text
from ceviz.document.text.numbers import (
    RATE,
    exact,
    power_of_e,
    show_for_log,
    show_information,
    show_percent,
    show_probability,
)

#: A readout's value: a number, or the name of a class.
Value = float | int | str

#: How a value is written, of the selected sample.
Words = Callable[[Document, Analysis], str]


@dataclass(frozen=True, eq=False, kw_only=True)
class Mean:
    """A readout of all samples.

    Attributes:
        value: in nats if the readout is information.
        text: the value as people read it; None for four figures in the unit shown.
        sign: how it is written as a formula; empty for the readout's sign.
    """

    value: Callable[[Batch], float]
    text: Callable[[Batch], str] | None = None
    sign: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Readout:
    """A named number of the selected sample, or a name.

    Attributes:
        key: what it is called in a report for programs.
        title: what it is called in the window and in files.
        value: in nats if it is information.
        information: whether it is scaled to the unit shown, which is named beside it.
        text: the value as people read it; None for four figures in the unit shown.
        note: what the window adds to the title.
        short: what it is called in the window where the title is too long; empty for the title.
        plainly: what a newcomer reads instead of the title; empty for the title.
        label: what a page of text calls it; empty for the title with a capital.
        sign: how a page of text writes it as a formula, ``{power}`` for "exp " or "2^".
        on_page: what a page of text says; None for ``text``.
        mean: the same over all samples, if that is anything.
        about: the class it names.
        tone: the theme's colour it is written in; None for ink.
        steady: it is the same through most of a drag.
        share: it is a probability, which can be written in percent.
        plain: whether a newcomer needs it here.
        in_window, in_report, in_files: where it is told: beside the pictures, on a page of
            text, in CSV and JSON.
    """

    key: str
    title: str
    value: Callable[[Document, Analysis], Value]
    information: bool = False
    text: Words | None = None
    note: str = ""
    short: str = ""
    plainly: str = ""
    label: str = ""
    sign: str = ""
    on_page: Words | None = None
    mean: Mean | None = None
    about: Callable[[Analysis], int] | None = None
    tone: Callable[[Analysis], str] | None = None
    steady: bool = False
    share: bool = False
    plain: Callable[[Analysis], bool] = lambda _: True
    in_window: bool = True
    in_report: bool = True
    in_files: bool = True

    @property
    def name(self) -> str:
        """What a page of text calls it."""
        return self.label or self.title[:1].upper() + self.title[1:]

    def shown(self, document: Document, a: Analysis) -> Value:
        """The value in the unit shown."""
        value = self.value(document, a)
        if self.information and not isinstance(value, str):
            return value * document.unit.per_nat
        return value

    def words(self, document: Document, a: Analysis, *, percent: bool = False) -> str:
        """The value as people read it, without a unit; a probability in percent if asked."""
        if percent and self.share:
            return show_percent(float(self.value(document, a)))
        if self.text is not None:
            return self.text(document, a)
        value = self.shown(document, a)
        return value if isinstance(value, str) else show_information(value)

    def mean_shown(self, batch: Batch, unit: Unit) -> float:
        """The mean over all samples in the unit shown; only where there is one."""
        assert self.mean is not None
        return self.mean.value(batch) * (unit.per_nat if self.information else 1.0)


#: The theme's colour of each verdict.
VERDICT_TONES = {Verdict.RIGHT: "good", Verdict.WRONG: "danger", Verdict.TIE: "ink"}


def verdict_words(a: Analysis) -> str:
    """``✓ right``, ``✗ wrong`` or ``a tie``: signs beside the colours."""
    sign = {Verdict.RIGHT: "✓ ", Verdict.WRONG: "✗ "}.get(a.verdict, "")
    return sign + a.verdict.value


def _confidently(document: Document, a: Analysis) -> str:
    """The predicted class, how sure it is, and whether it is right: ``Banana (0.9088), right``."""
    names = document.classes.names
    verdict = a.verdict.value
    if a.verdict is Verdict.WRONG:
        verdict += f": it is {names[a.true]}"
    return f"{_leaders(document, a)} ({show_probability(a.confidence)}), {verdict}"


def _leaders(document: Document, a: Analysis) -> str:
    """The predicted class; of equals both, or how many there are."""
    names, leaders = document.classes.names, a.leaders.tolist()
    if len(leaders) > 2:
        return f"one of {len(leaders)}"
    return " or ".join(names[k] for k in leaders)


def _counted(a: Analysis) -> str:
    """1 or 0; of equals the first is counted, which need not be the right one."""
    counted = str(int(a.correct))
    return counted if len(a.leaders) == 1 else f"{counted}, by the first"


def _loss(document: Document, a: Analysis) -> str:
    """``0.0957 = −log 0.90876``; a distribution's sum has too many terms for a line."""
    shown = show_information(a.cross_entropy * document.unit.per_nat)
    if kind_of(document.sample.target) is not TargetKind.ONE_HOT:
        return shown
    q = float(a.q[a.true])
    if q == 0.0 and isfinite(a.cross_entropy):
        return shown  # q is too small for a float64, its logarithm is not
    log, text = document.unit.log, show_for_log(q, document.unit.per_nat)
    return f"{shown} = −{log}({text})" if " " in text else f"{shown} = −{log} {text}"


def _perplexity(of: Analysis | Batch) -> str:
    """As the power it is where no float64 is large enough for it."""
    beyond = isinf(of.perplexity) and not isinf(of.cross_entropy)
    return power_of_e(of.cross_entropy) if beyond else show_information(of.perplexity)


ENTROPY = Readout(
    key="entropy",
    title="entropy H(p)",
    short="H(p)",
    label="Entropy",
    sign="H(p)",
    plainly="of it, the truth’s own H(p)",
    value=lambda _, a: a.entropy,
    information=True,
    mean=Mean(value=lambda batch: batch.entropy),
    steady=True,
)
CROSS_ENTROPY = Readout(
    key="cross_entropy",
    title="cross-entropy H(p,q)",
    short="H(p,q)",
    plainly="loss, H(p,q)",
    label="Cross-entropy",
    sign="H(p, q)",
    value=lambda _, a: a.cross_entropy,
    information=True,
    on_page=_loss,
    mean=Mean(value=lambda batch: batch.cross_entropy),
)
KL = Readout(
    key="kl_divergence",
    title="KL(p‖q)",
    label="KL divergence",
    sign="KL(p‖q)",
    plainly="avoidable, KL(p‖q)",
    value=lambda _, a: a.kl,
    information=True,
    mean=Mean(value=lambda batch: batch.kl),
)
PERPLEXITY = Readout(
    key="perplexity",
    title="perplexity",
    sign="{power}H(p, q)",
    value=lambda _, a: a.perplexity,
    plain=lambda _: False,
    text=lambda _, a: _perplexity(a),
    mean=Mean(value=lambda batch: batch.perplexity, text=_perplexity),
)
PREDICTED = Readout(
    key="predicted",
    title="predicted",
    sign="max q",
    value=lambda document, a: document.classes.names[a.predicted],
    text=_leaders,
    on_page=_confidently,
    about=lambda a: a.predicted,
    steady=True,
)
TRUTH = Readout(
    key="truth",
    title="truth",
    value=lambda document, a: document.classes.names[a.true],
    in_window=False,
    in_report=False,
)
CONFIDENCE = Readout(
    key="confidence",
    title="confidence",
    value=lambda _, a: a.confidence,
    share=True,
    plain=lambda _: False,  # it is in the loss card, as the verdict is
    text=lambda _, a: show_probability(a.confidence),
    in_report=False,
)
VERDICT = Readout(
    key="verdict",
    title="right or wrong",
    short="verdict",
    value=lambda _, a: verdict_words(a),
    tone=lambda a: VERDICT_TONES[a.verdict],
    plain=lambda _: False,
    steady=True,
    in_report=False,
    in_files=False,
)
ACCURACY = Readout(
    key="accuracy",
    title="accuracy",
    note=", 0 or 1",
    plain=lambda _: False,
    value=lambda _, a: int(a.correct),
    text=lambda _, a: _counted(a),
    mean=Mean(
        value=lambda batch: batch.accuracy,
        text=lambda b: f"{show_percent(b.accuracy, RATE)} ({b.correct} of {b.count})",
        sign="right",
    ),
    steady=True,
    in_report=False,
)

#: All readouts, in reading order.
READOUTS: tuple[Readout, ...] = (
    ENTROPY, CROSS_ENTROPY, KL, PERPLEXITY, PREDICTED, TRUTH, CONFIDENCE, VERDICT, ACCURACY,
)  # fmt: skip


def loss_first() -> tuple[Readout, ...]:
    """All readouts, as reports have them: they are about the loss."""
    return tuple(sorted(READOUTS, key=lambda readout: readout is not CROSS_ENTROPY))


def page_rows(document: Document, a: Analysis) -> list[tuple[str, str, str]]:
    """Name, formula and value of the selected sample's readouts, for a page of text."""
    return [
        (each.name, _formula(each.sign, document.unit), (each.on_page or each.words)(document, a))
        for each in loss_first()
        if each.in_report
    ]


def mean_rows(batch: Batch, unit: Unit) -> list[tuple[str, str, str]]:
    """The same of the means over all samples."""
    rows = []
    for each in loss_first():
        if each.mean is not None:
            if each.mean.text is None:
                words = show_information(each.mean_shown(batch, unit))
            else:
                words = each.mean.text(batch)
            rows.append((each.name, _formula(each.mean.sign or each.sign, unit), words))
    return rows


def readout_rows(document: Document, a: Analysis) -> list[list[str]]:
    """A header, and a row a readout of the selected sample, exact, for CSV."""
    rows = [["readout", "value", "unit"]]
    for each in READOUTS:
        if each.in_files:
            unit = document.unit.value if each.information else ""
            rows.append([each.title, _cell(each.shown(document, a)), unit])
    return rows


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return safe_text(value)
    return exact(value) if isinstance(value, float) else str(value)


def _formula(sign: str, unit: Unit) -> str:
    return sign.format(power="exp " if unit is Unit.NATS else "2^")
