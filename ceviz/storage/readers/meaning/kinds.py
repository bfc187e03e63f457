"""What the numbers of a row are: logits, probabilities or their logarithms.

Rows that lie in [0, 1] and sum to 1 are probabilities, whatever they are called: a softmax
applied to those again is the commonest bug in the field, and it is named where it shows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.bases import refuse_odds, refuse_other_logarithms
from ceviz.storage.readers.checks import (
    EDGE_TOLERANCE,
    MOST_PROBABLE,
    PERCENT,
    SUM_TOLERANCE,
    sum_tolerance,
)
from ceviz.storage.readers.edge import refuse, refuse_unless_chosen
from ceviz.storage.readers.guesses import Field, Guess, Kind

#: Rows looked at for a guess, and numbers in them; they are spread over the whole array.
SAMPLE_ROWS = 1024
SAMPLE_NUMBERS = 1 << 20

#: Fewer rows than this are accused of a double softmax only if much speaks for it.
_TELLING_ROWS = 20

#: Of fewer rows so many must look softmaxed twice as of more need not, and of three classes.
_FEW_SHARE = 0.3

#: More rows than this share are no distributions by chance.
_BY_CHANCE = 0.2

#: The bits of a bfloat16 number from 2⁻³¹ to 2¹⁷, without its sign.
_BFLOAT16 = (0x3000, 0x4800)

#: What services write for a token that is not among the most probable.
NOT_AMONG_THE_TOP = -9999.0

#: Fewer rows than this are not said to lack classes unless their name says log-probabilities.
_FEW_ROWS = 5

#: What can be done with numbers that are shares of something else than 1.
_DIVIDED = (
    (Field.KIND, Kind.PROBABILITIES, "to divide each row by its sum"),
    (Field.KIND, Kind.LOGITS, "if they are"),
)

#: The most that sums may differ by rounding, as a share.
_MOST_OFF = 0.02

_ALL = (Kind.LOGITS, Kind.PROBABILITIES, Kind.LOG_PROBABILITIES, Kind.SOFTMAX_TWICE)


def guess_kind(sample: NDArray[np.floating], name: str, hint: Kind | None) -> Guess:
    """What the rows of ``sample``, (n, K), are.

    Args:
        sample: some rows, without NaN or +∞.
        name: what the file calls the array, for the reason.
        hint: what that name says they are, or None.
    """
    rows = np.asarray(sample, dtype=np.float64)
    if looks_like_probabilities(rows):
        mend = Kind.SOFTMAX_TWICE if looks_softmaxed_twice(rows) else ""
        warning = _softmax_warning(rows, name, hint, twice=bool(mend))
        return _guess(Kind.PROBABILITIES, _sums_reason(rows), warning, mend)
    if looks_like_log_probabilities(rows):
        return _guess(Kind.LOG_PROBABILITIES, "the exponentials of every row sum to 1")
    return _guess(Kind.LOGITS, _logits_reason(rows), _sum_warning(rows, name, hint))


def refuse_what_is_no_softmax(rows: NDArray[np.floating], name: str, hint: Kind | None) -> None:
    """Refuse rows that were taken for logits only because nothing else fits.

    Raises:
        FileRefused: as :func:`refuse_parts`, and for counts of votes.
    """
    refuse_parts(rows, name, hint)
    table = np.asarray(rows, dtype=np.float64)
    if table.size and table.shape[1] > 1 and hint is not Kind.LOGITS:
        _refuse_counts(table, name)


def refuse_parts(rows: NDArray[np.floating], name: str, hint: Kind | None) -> None:
    """Refuse rows that are shares or logarithms of something else than a whole of 1.

    Raises:
        FileRefused: for probabilities and log-probabilities of which a part is missing, and for
            independent (sigmoid) probabilities; for percentages, and logarithms of other bases.
    """
    table = np.asarray(rows, dtype=np.float64)
    refuse_other_logarithms(table, name)
    refuse_odds(table, name)
    if table.size == 0 or table.shape[1] < 2 or hint is Kind.LOGITS:
        return
    inside = table.min() >= -EDGE_TOLERANCE and table.max() <= MOST_PROBABLE
    if inside and ((table > 0) & (table < 1)).any():
        _refuse_shares(table, name)
    _refuse_parts_of_a_whole(table, name)
    are_logs = hint is Kind.LOG_PROBABILITIES or table.max() <= EDGE_TOLERANCE
    if are_logs and (table == NOT_AMONG_THE_TOP).any():
        refuse(
            f"holds {NOT_AMONG_THE_TOP:g}, which means “not among the most probable”",
            place=f"“{name}”",
            why="log-probabilities of a language-model service know only some classes of a row",
        )
    mass = np.exp(np.minimum(table, 0)).sum(axis=1)
    if hint is Kind.LOG_PROBABILITIES and (
        table.max() > EDGE_TOLERANCE or (mass > 1 + SUM_TOLERANCE).any()
    ):
        _refuse_misnamed(table, mass, name)
    if table.max() > EDGE_TOLERANCE or (mass > 1 + SUM_TOLERANCE).any():
        return
    if hint is Kind.LOG_PROBABILITIES or (len(table) >= _FEW_ROWS and mass.mean() >= 0.5):
        refuse_unless_chosen(
            f"the log-probabilities of a row hold {mass.mean():.4g} of the probability on average",
            [(Field.KIND, Kind.LOGITS, "if softmax over these alone is meant")],
            place=f"“{name}”",
            why="the rest belongs to classes that are not in the file, as with the most probable "
            "k of a language model",
        )


def _refuse_misnamed(table: NDArray[np.float64], mass: NDArray[np.float64], name: str) -> None:
    high = float(table.max())
    said = f"{high:.4g} occurs" if high > EDGE_TOLERANCE else f"{mass.max():.4g} is such a sum"
    refuse_unless_chosen(
        f"the exponentials of a row do not sum to 1: {said}",
        [(Field.KIND, Kind.LOGITS, "to take softmax of every row")],
        place=f"“{name}”",
        why="its name says log-probabilities, which they are not, or not to base e",
    )


def are_bits(rows: NDArray[np.floating]) -> bool:
    """Whether whole numbers are the bits of bfloat16 numbers, read without their type."""
    table = np.asarray(rows, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        is_whole = table.size > 0 and bool(
            ((np.floor(table) == table) & (np.abs(table) < 1 << 16)).all()
        )
    if not is_whole:
        return False
    bits = table.astype(np.int64) & 0x7FFF
    bits = bits[bits > 0]
    low, high = _BFLOAT16
    return bits.size > 0 and bool(((bits >= low) & (bits <= high)).all())


def refuse_bits(rows: NDArray[np.floating], name: str) -> None:
    """Refuse bits of bfloat16 numbers, unless the user says what they are."""
    if are_bits(rows):
        refuse_unless_chosen(
            f"holds whole numbers from {rows.min():.6g} to {rows.max():.6g}, which seem to be the "
            "bits of bfloat16 numbers",
            [(Field.KIND, Kind.LOGITS, "if they are scores as they stand")],
            place=f"“{name}”",
            why="NumPy has no such type, and softmax of the bits gives other probabilities",
            remedy="save them as float32 (tensor.float())",
        )


def _refuse_shares(table: NDArray[np.float64], name: str) -> None:
    sums = table.sum(axis=1)
    if (sums <= 1 + SUM_TOLERANCE).all():
        refuse_unless_chosen(
            f"the probabilities of a row sum to {sums.mean():.4g} on average",
            [(Field.KIND, Kind.WITHOUT_ONE, "if the rest is that of one class"), *_DIVIDED],
            place=f"“{name}”",
            why="the rest belongs to classes that are not in the file",
        )
    refuse_unless_chosen(
        "holds independent (sigmoid) probabilities, it seems: all lie in [0, 1], and rows sum to "
        f"{sums.min():.4g} to {sums.max():.4g}",
        _DIVIDED,
        place=f"“{name}”",
        why="those go with binary cross-entropy (BCE), a problem of two for each class, and not "
        "with softmax",
    )


def _refuse_parts_of_a_whole(table: NDArray[np.float64], name: str) -> None:
    """Refuse rows without a negative that share one sum other than 1; logits never do."""
    if not np.isfinite(table).all() or table.min() < 0:
        return
    if (table == table[:, :1]).all():  # equal shares either way
        return
    sums = table.sum(axis=1)
    whole = float(np.median(sums))
    # Numbers with one decimal less than their sum are each off by half of that.
    off = min(_MOST_OFF, max(SUM_TOLERANCE, 0.00051 * table.shape[1]))
    is_percent = abs(whole - PERCENT) <= off * PERCENT
    if whole <= 1 + SUM_TOLERANCE or (np.abs(sums - whole) > off * whole).any():
        return
    if is_percent or len(table) >= _FEW_ROWS:
        parts = "percentages" if is_percent else "counts, such as votes"
        refuse_unless_chosen(
            f"every row sums to {PERCENT if is_percent else whole:.4g}",
            _DIVIDED,
            place=f"“{name}”",
            why=f"they seem to be {parts}, of which softmax would make other probabilities",
        )


def _refuse_counts(table: NDArray[np.float64], name: str) -> None:
    """Refuse whole numbers none of which is below 0; logits are fractions, or rounded both ways."""
    if (table == table[:, :1]).all():
        return
    if not np.isfinite(table).all() or table.min() < 0 or (np.floor(table) != table).any():
        return
    refuse_unless_chosen(
        "holds nothing but whole numbers, and none below 0",
        _DIVIDED,
        place=f"“{name}”",
        why="they seem to be counts, such as votes, of which softmax would make other "
        "probabilities, or no scores at all",
    )


def _guess(kind: Kind, reason: str, warning: str = "", mend: str = "") -> Guess:
    return Guess(Field.KIND, kind, reason, tuple(k for k in _ALL if k is not kind), warning, mend)


def looks_like_probabilities(rows: NDArray[np.float64]) -> bool:
    """Whether every row lies in [0, 1] and sums to 1, within the rounding of files."""
    if rows.size == 0:
        return False
    return bool(distributions_among(rows).all())


def distributions_among(rows: NDArray[np.floating]) -> NDArray[np.bool_]:
    """(n,) which rows (n, K) lie in [0, 1] and sum to 1, within the rounding of files."""
    table = np.asarray(rows, np.float64)
    if table.size == 0 or table.shape[1] < 2:
        return np.zeros(len(table), np.bool_)
    inside = (table.min(axis=1) >= -EDGE_TOLERANCE) & (table.max(axis=1) <= MOST_PROBABLE)
    tolerance = sum_tolerance(table[inside]) if inside.any() else 0.0
    with np.errstate(invalid="ignore"):
        return np.asarray(inside & (np.abs(table.sum(axis=1) - 1) <= tolerance))


def are_many(good: NDArray[np.bool_]) -> bool:
    """Whether more than half of some rows are so, or more of many than are by chance."""
    return 2 * int(good.sum()) > max(len(good), 2) or (
        len(good) >= _TELLING_ROWS and float(good.mean()) > _BY_CHANCE
    )


def log_distributions_among(rows: NDArray[np.floating]) -> NDArray[np.bool_]:
    """(n,) which rows (n, K) have no entry above 0 and exponentials that sum to 1."""
    table = np.asarray(rows, np.float64)
    if table.size == 0 or table.shape[1] < 2:
        return np.zeros(len(table), np.bool_)
    sums = np.exp(np.minimum(table, 1)).sum(axis=1)
    return np.asarray((table.max(axis=1) <= EDGE_TOLERANCE) & (np.abs(sums - 1) <= SUM_TOLERANCE))


def looks_like_log_probabilities(rows: NDArray[np.float64]) -> bool:
    """Whether no entry is above 0 and the exponentials of every row sum to 1."""
    return rows.size > 0 and bool(log_distributions_among(rows).all())


def looks_softmaxed_twice(q: NDArray[np.float64]) -> bool:
    """Whether the probabilities ``q``, (n, K), look like softmax(softmax(z)).

    softmax of probabilities p gives q with log q_i = p_i − c, so that p_i = log q_i + c with
    Σp = 1 can be recovered. No classifier has all of those in [0, 1] and many near 1 unless
    a softmax was applied twice: q then cannot exceed e/(e + K − 1), 0.23 for ten classes.
    A few rows prove nothing, and of two classes less follows than of many.
    """
    is_few = len(q) < _TELLING_ROWS
    if len(q) < _FEW_ROWS or (is_few and q.shape[1] == 2) or (q <= 0).any():
        return False
    p = undo_softmax(q)
    if p.min() < -0.03 or p.max() > 1.03:
        return False
    near_1 = 0.95 if q.shape[1] == 2 else 0.8
    return bool(np.mean(p.max(axis=1) > near_1) >= (_FEW_SHARE if is_few else 0.05))


def undo_softmax(q: NDArray[np.float64]) -> NDArray[np.float64]:
    """The p with Σp = 1 whose softmax is ``q``, along the last axis."""
    logs = np.log(q)
    return np.asarray(logs + (1 - logs.sum(axis=-1, keepdims=True)) / q.shape[-1])


def _softmax_warning(
    rows: NDArray[np.float64], name: str, hint: Kind | None, *, twice: bool
) -> str:
    if twice:
        most = math.e / (math.e + rows.shape[1] - 1)
        return (
            f"Softmax seems to have been applied twice: no probability is above {most:.3g} = "
            f"e/(e + {rows.shape[1] - 1}), the most that a softmax of probabilities can give. "
            f"Choose “{Kind.SOFTMAX_TWICE}” to undo the second."
        )
    if hint is Kind.LOGITS:
        return (
            f"“{name}” holds probabilities, not logits. A loss that applies softmax to them "
            "(a double softmax) reports a wrong value; here they are taken as they are."
        )
    return ""


def _sums_reason(rows: NDArray[np.float64]) -> str:
    off = float(np.abs(rows.sum(axis=1) - 1).max())
    within = f" within {off:.1g}" if off > 1e-3 else ""
    return f"every row lies in [0, 1] and sums to 1{within}"


def _logits_reason(rows: NDArray[np.float64]) -> str:
    finite = rows[np.isfinite(rows)]
    if not finite.size:
        return "no row sums to 1"
    if finite.min() < 0 or finite.max() > 1:
        return f"values such as {finite.min():.4g} and {finite.max():.4g} occur"
    return "rows do not sum to 1"


def _sum_warning(rows: NDArray[np.float64], name: str, hint: Kind | None) -> str:
    """Names that promise probabilities, and values that look like them but do not add up."""
    finite = bool(np.isfinite(rows).all())
    inside = finite and rows.size > 0 and rows.min() >= 0 and rows.max() <= 1
    if inside:
        return (
            "All values lie in [0, 1] but rows do not sum to 1: they may be independent "
            "(sigmoid) probabilities, for which this loss is not made."
        )
    if hint is Kind.PROBABILITIES:
        return f"“{name}” sounds like probabilities, but its rows do not sum to 1."
    return ""
