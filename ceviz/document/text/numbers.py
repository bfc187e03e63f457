"""Numbers as people type them and as they read them.

Typed: ``0.85``, ``85 %``, ``17/20``, ``1e-6``, ``0,25``, ``−3``, ``-inf``, ``log(2)``,
``1 - 2^-7``; where shares are written in percent, ``85`` is one. A small expression grammar is
walked by hand; nothing is ever evaluated as code.
Read: four figures for probabilities and losses, ∞ as ∞, a real minus sign; in percent by one of
the few :class:`Percent` there are.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ceviz.errors import InvalidInput

_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
_CALLS: dict[str, Callable[[float], float]] = {
    "log": math.log,
    "ln": math.log,
    "log2": math.log2,
    "exp": math.exp,
    "sqrt": math.sqrt,
}
_NAMES = {"inf": math.inf, "infinity": math.inf, "pi": math.pi, "e": math.e}
_SPELLINGS = str.maketrans(
    {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "∞": "inf", "^": "**"}
    # No-break spaces stand before per cent signs in texts that were typeset.
    | dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " ")
)
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d+)(?![\d.,])")
#: What may be typed at all. Python's parser would take comments, 1_000 and 0x10 besides, and
#: warn on the console about some of what it does not take.
_GRAMMAR = re.compile(
    r"""(?: (?:\d+\.?\d*|\.\d+) (?:e[+-]?\d+)? (?!\w)
          | (?:log2|log|ln|exp|sqrt|infinity|inf|pi|e) (?!\w)
          | [-+*/() ] )+""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_MAX_LENGTH = 200

#: A number without any arithmetic.
_ONE_NUMBER = re.compile(r"\+?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE | re.ASCII)

#: What a share may look like when it is typed, where decimals are shown and where percent are.
SHARES, PERCENTAGES = "0.85, 85 %, 17/20", "85, 8.5 %, 17/20"

#: Keeps a number on one line with its per cent sign or its unit.
NBSP = "\N{NO-BREAK SPACE}"

#: There is no raised full stop; the raised dot is the other decimal sign of English.
_RAISED = str.maketrans("0123456789−.∞", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻˙∞")


def parse_number(text: str, like: str = f"{SHARES}, 1e-6 or -inf") -> float:
    """The number ``text`` says; ±∞ is allowed, NaN is not.

    Raises:
        InvalidInput: with what was typed and what may be typed: something ``like`` that.
    """
    plain = _respelled(text)
    percent = plain.endswith("%")
    plain = plain.removesuffix("%").rstrip()
    try:
        if len(plain) > _MAX_LENGTH or not _GRAMMAR.fullmatch(plain):
            raise ValueError
        value = _value(ast.parse(plain, mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        raise _not_a_number(text, like) from None
    if math.isnan(value):
        raise _not_a_number(text, like)
    return value / 100.0 if percent else value


def parse_share(text: str, *, percent: bool) -> float:
    """The share of 1 that ``text`` says.

    Args:
        text: as :func:`parse_number` takes it.
        percent: shares are shown in percent, so that 91 is one too. A bare number up to 1 then has
            two readings, of which neither is guessed. Arithmetic, as 17/20, says what it means:
            20/17 is above 1, and no percentage without the sign.

    Raises:
        InvalidInput: it says no number, nothing between 0 and 1, or one of two.
    """
    if not percent:
        return parse_number(text, SHARES)
    value, plain = parse_number(text, PERCENTAGES), _respelled(text)
    single = _ONE_NUMBER.fullmatch(plain) is not None
    share = value / 100.0 if value > 1.0 and single else value
    if not 0.0 <= share <= 1.0:
        ends, typed = f"{show_percent(0.0)} and {show_percent(1.0)}", _shortened(text)
        told = single or plain.endswith("%") or typed.endswith("…")
        remedy = f"write {_with_sign(typed)}" if 1.0 < share <= 100.0 and not told else ""
        raise InvalidInput(f"a probability lies between {ends}, not at {typed}", remedy=remedy)
    if 0.0 < value <= 1.0 and single:
        readings = f"{_with_sign(plain)} or {_with_sign(f'{100.0 * value:.15g}')}"
        raise InvalidInput(f"{plain} could be {readings}", remedy=f"write {readings}")
    return share


def show_probability(value: float) -> str:
    """``0.9088``; ends are not rounded to 0 or 1: ``1 − 3e−7``, ``2.1e−9``."""
    if value == 0.0 or value == 1.0:
        return f"{value:.0f}"
    if value < 5e-5:
        return minus(_short_power(f"{value:.1e}"))
    if value >= 0.99995:
        return minus(f"1 - {_short_power(f'{1.0 - value:.0e}')}")
    return f"{value:.4f}"


def show_for_log(q: float, per_nat: float) -> str:
    """:func:`show_probability` with as many figures as its logarithm needs.

    Whoever takes the logarithm of what is written gets the surprise that is shown, in nats times
    ``per_nat``: −log 0.9088 would be 0.0956, −log 0.90876 is 0.0957.
    """
    text = show_probability(q)
    if not 0.0 < q < 0.99995:
        return text
    shown = show_information(-math.log(q) * per_nat)
    for figures in range(2, 17):
        if show_information(-math.log(float(text.replace("−", "-"))) * per_nat) == shown:
            break
        text = f"{q:.{figures}g}" if q >= 5e-5 else f"{q:.{figures}e}"
        text = minus(_short_power(text) if "e" in text else text)
    return text


def show_information(value: float) -> str:
    """``0.0957``, ``12.34``, ``2.3e−7``, ``∞``: four decimals of nats or bits."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0.0:
        return "0"
    size = abs(value)
    if size < 5e-5:
        return minus(_short_power(f"{value:.1e}"))
    if size >= 1e6:
        return minus(_short_power(f"{value:.3e}"))
    digits = 4 if size < 10 else 3 if size < 100 else 2 if size < 1000 else 1
    return minus(f"{value:.{digits}f}")


def show_score(value: float) -> str:
    """``3.5``, ``−0.5``, ``1000``, ``−∞``: at most four figures, no padding zeros."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.4g}"
    if "e" in text and 1e-4 <= abs(value) < 1e7:
        text = f"{value:.0f}"
    return minus(_short_power(text) if "e" in text else text)


def show_signed(value: float) -> str:
    """:func:`show_information` with ``+`` before what is above 0."""
    text = show_information(value)
    return f"+{text}" if value > 0 else text


class Percent(NamedTuple):
    """A rule by which a share is written in percent; none calls nearly all of it all.

    Attributes:
        low, high: between them ``figures`` writes it.
        figures: the number of percent, without its sign.
        ends: what is nearer to nothing or to all, but neither, with its sign if it has one.
    """

    low: float
    high: float
    figures: Callable[[float], str]
    ends: Callable[[float], str]


def show_percent(share: float, rule: Percent | None = None) -> str:
    """``90.88 %``: a share of 1 in percent, :data:`PRECISE` unless told otherwise.

    The number and its sign are parted by a no-break space, everywhere.
    """
    rule = rule or PRECISE
    if not 0.0 < share < 1.0:
        return _with_sign(minus(f"{100.0 * share:.0f}"))
    if rule.low <= share <= rule.high:
        return _with_sign(rule.figures(share))
    return rule.ends(share)


def _with_sign(number: str) -> str:
    return f"{number}{NBSP}%"


def _precisely(share: float) -> str:
    return minus(f"{100.0 * share:.2f}")


def _by_powers(share: float) -> str:
    """``0.012 %``, ``3e−7 %``, ``100 − 3e−5 %``: every digit that is known of it."""
    if share >= 0.99995:
        return _with_sign(minus(f"100 - {_short_power(f'{100.0 * (1.0 - share):.0e}')}"))
    if share < 1e-6:
        return _with_sign(minus(_short_power(f"{100.0 * share:.1e}")))
    return _with_sign(f"{100.0 * share:.2g}")


def _two_figures(share: float) -> str:
    """``91``, ``7.5``, and above 99 ``99.9``."""
    return f"{100.0 * share:.3g}" if share > 0.99 else f"{100.0 * share:.2g}"


def _spoken(share: float) -> str:
    """``91``, ``7.5``, ``0.0017``, and above 99 ``99.32``."""
    if share > 0.99:
        return f"{100.0 * share:.2f}"
    if share >= 0.0995:
        return f"{100.0 * share:.0f}"
    return np.format_float_positional(100.0 * share, 2, unique=False, fractional=False, trim="-")


def _one_decimal(share: float) -> str:
    return f"{100.0 * share:.1f}"


def _three_figures(share: float) -> str:
    return f"{100.0 * share:.3g}"


def _in_words(share: float) -> str:
    return f"under 0.0001{NBSP}%" if share < 0.5 else f"over 99.99{NBSP}%"


def _by_decimals(share: float) -> str:
    """With as many decimals as keep it from all and from nothing."""
    for digits in range(2, 9):
        text = f"{100.0 * share:.{digits}f}"
        if 0.0 < float(text) < 100.0:
            return _with_sign(text)
    return "nearly all" if share > 0.5 else "hardly any"


#: What is this little below a bound is not rounded up over it.
ULP = 1e-12

#: A probability where numbers are compared: 90.88 %.
PRECISE = Percent(1e-3, 0.99995 - ULP, _precisely, _by_powers)

#: A probability where there is little room, over a bar: 91 %, 7.5 %, 99.9 %.
BRIEF = Percent(
    1e-3, 0.9995 - ULP, _two_figures, lambda a: show_percent(a) if a > 0.5 else _by_powers(a)
)

#: A probability in a sentence: 91 %, 99.32 %, over 99.99 %.
SPOKEN = Percent(1e-6, 0.9999, _spoken, _in_words)

#: How many of many, such as an accuracy: 95.7 %.
RATE = Percent(0.0005, 0.9995 - ULP, _one_decimal, _by_decimals)

#: A part of a whole, whose round values are asked for: 1 %, 41.2 %, 0.0001 %.
PART = Percent(1e-6, 0.9995 - ULP, _three_figures, _by_decimals)


def exact(value: float) -> str:
    """The shortest text that reads back as the same number; for cells, files and clipboards."""
    return repr(float(value))


def power_of_e(exponent: float) -> str:
    """``e¹⁰⁰⁰``, ``e⁻⁷⁴⁵˙¹³``: a number that no float64 can hold, by its logarithm."""
    figures = show_information(exponent)
    if "." in figures and "e" not in figures:
        figures = figures.rstrip("0").rstrip(".")
    return "e" + figures.translate(_RAISED)


def minus(text: str) -> str:
    """``text`` with typographic minus signs."""
    return text.replace("-", "−")


def samples(count: int) -> str:
    """``1 sample``, ``899 samples``."""
    return f"{count:,} sample" if count == 1 else f"{count:,} samples"


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.UnaryOp(ast.USub(), inner):
            return -_value(inner)
        case ast.UnaryOp(ast.UAdd(), inner):
            return _value(inner)
        case ast.BinOp(left, sign, right) if type(sign) in _BINARY:
            return float(_BINARY[type(sign)](_value(left), _value(right)))
        case ast.Name(name) if name.lower() in _NAMES:
            return _NAMES[name.lower()]
        case ast.Call(ast.Name(name), [argument], []) if name.lower() in _CALLS:
            return float(_CALLS[name.lower()](_value(argument)))
    raise ValueError


def _short_power(text: str) -> str:
    mantissa, power = text.split("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(power)}"


def _respelled(text: str) -> str:
    """``text`` in the signs of the grammar, and its per cent sign."""
    return _DECIMAL_COMMA.sub(r"\1.\2", text.translate(_SPELLINGS).strip())


def _shortened(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 30 else shown[:29] + "…"


def _not_a_number(text: str, like: str) -> InvalidInput:
    shown = _shortened(text)
    what = f"“{shown}” is not a number" if shown else "a number belongs here"
    return InvalidInput(what, remedy=f"type for example {like}")
