"""Numbers as typed and as read."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ceviz
from ceviz.document.text.numbers import (
    BRIEF,
    PART,
    PRECISE,
    RATE,
    SPOKEN,
    Percent,
    exact,
    parse_number,
    parse_share,
    show_for_log,
    show_information,
    show_percent,
    show_probability,
    show_score,
    show_signed,
)
from ceviz.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.85", 0.85),
        ("85 %", 0.85),
        ("85%", 0.85),
        ("85\N{NO-BREAK SPACE}%", 0.85),
        ("17/20", 0.85),
        ("1e-6", 1e-6),
        ("1E-6", 1e-6),
        ("0,25", 0.25),
        (".5", 0.5),
        ("5.", 5.0),
        ("−3", -3.0),
        ("–3", -3.0),
        (" 3.5\t", 3.5),
        ("-inf", -math.inf),
        ("−∞", -math.inf),
        ("Infinity", math.inf),
        ("log(2)", math.log(2.0)),
        ("Ln(2)", math.log(2.0)),
        ("log2(8)", 3.0),
        ("-log(0.1)", -math.log(0.1)),
        ("exp(-1)", math.exp(-1.0)),
        ("sqrt(2)/2", math.sqrt(2.0) / 2.0),
        ("1 - 2^-7", 1.0 - 2.0**-7),
        ("2**3", 8.0),
        ("(1+2)·3", 9.0),
        ("6÷4", 1.5),
        ("pi", math.pi),
    ],
)
def test_what_people_type(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *["", " ", "%", "abc", "nan", "NaN", "inf-inf", "0*inf", "1/0", "log(0)", "1 2", "1;2"],
        *["1_000", "0x10", "1j", "True", "1 # one", "1if 2 else 3", "2pi", "1.2.3", "1,2,3"],
        *[
            "__import__('os')",
            "(1).real",
            "[1]",
            "'1'",
            "1 %%",
            "f(2)",
            "log(1, 2)",
            "log",
            "1\n+2",
        ],
        *["9**9**9", "10**1000", "1e400-1e400", "(" * 150 + "1" + ")" * 150, "1" * 1000, "1\0"],
    ],
)
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_number(text)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("91", 0.91), ("1.0001", 0.010001), ("100", 1.0), ("0", 0.0), ("0 %", 0.0), ("1 %", 0.01),
        ("0.5\N{NO-BREAK SPACE}%", 0.005), ("1/100", 0.01), ("1 - 2^-7", 1.0 - 2.0**-7),
    ],
)  # fmt: skip
def test_where_percent_are_shown_numbers_are_percent(text: str, share: float) -> None:
    assert parse_share(text, percent=True) == pytest.approx(share, rel=1e-15)


@pytest.mark.parametrize("text", ["1", "1.", "1,0", "0.85", ".5", "+1", "1e-6", "5E-1"])
def test_a_number_with_two_readings_is_not_guessed(text: str) -> None:
    with pytest.raises(InvalidInput, match=r" could be .*%\. Write ") as refusal:
        parse_share(text, percent=True)
    # Both spellings it offers are taken, and are the two readings.
    _, _, offered = str(refusal.value).partition("Write ")
    shares = [parse_share(each, percent=True) for each in offered.split(" or ")]
    value = parse_number(text)
    assert shares == pytest.approx([value / 100.0, value], rel=1e-14)
    assert parse_share(text, percent=False) == value


@pytest.mark.parametrize("text", ["101", "-5", "-0.1", "inf", "100.1 %", "-1 %"])
def test_no_share_lies_beyond_nothing_and_all(text: str) -> None:
    with pytest.raises(InvalidInput, match=f"between 0.% and 100.%, not at {text}$"):
        parse_share(text, percent=True)


@pytest.mark.parametrize(("text", "meant"), [("20/17", 0.2 / 17.0), ("2*30", 0.6), ("(91)", 0.91)])
def test_arithmetic_above_1_is_no_percentage_unless_it_says_so(text: str, meant: float) -> None:
    with pytest.raises(InvalidInput, match=r"between 0.% and 100.%, not at ") as refusal:
        parse_share(text, percent=True)
    _, _, offered = str(refusal.value).partition("Write ")
    assert offered.startswith(text)
    assert parse_share(offered, percent=True) == pytest.approx(meant, rel=1e-14)


@given(st.floats(0.0, 1.0))
def test_what_is_shown_in_percent_is_read_as_one(share: float) -> None:
    assert parse_share(show_percent(share), percent=True) == pytest.approx(share, abs=5e-5, rel=0.1)


def test_the_refusal_says_what_was_typed_and_what_may_be() -> None:
    with pytest.raises(InvalidInput, match=r"“ein halb” is not a number\. Type for example 0\.85"):
        parse_number(" ein  halb ")


@given(st.text(max_size=30) | st.text("0123456789.,eE+-*/()%^ inflogxp_", max_size=30))
def test_nothing_but_a_refusal_ever_leaves(text: str) -> None:
    try:
        value = parse_number(text)
    except InvalidInput:
        return
    assert not math.isnan(value)


@given(st.floats(allow_nan=False))
def test_exact_reads_back_as_the_same_number(value: float) -> None:
    read = parse_number(exact(value))
    assert read == value
    assert math.copysign(1.0, read) == math.copysign(1.0, value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.9087599, "0.9088"),
        (0.0, "0"),
        (1.0, "1"),
        (0.5, "0.5000"),
        (2.1e-9, "2.1e−9"),
        (1.0 - 3e-7, "1 − 3e−7"),
        (5e-324, "4.9e−324"),
    ],
)
def test_probabilities_never_pretend_to_be_certain(value: float, text: str) -> None:
    assert show_probability(value) == text


@given(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True))
def test_only_0_reads_0_and_only_1_reads_1(value: float) -> None:
    shown = show_probability(value)
    assert shown not in ("0", "1", "0.0000", "1.0000")
    assert parse_number(shown) == pytest.approx(value, rel=0.06, abs=5e-5)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.09567, "0.0957"),
        (12.3456, "12.346"),
        (123.456, "123.46"),
        (1234.56, "1234.6"),
        (2e9, "2e9"),
        (2.34e-7, "2.3e−7"),
        (0.0, "0"),
        (-0.25, "−0.2500"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_information(value: float, text: str) -> None:
    assert show_information(value) == text


def test_signed() -> None:
    assert [show_signed(v) for v in (0.5, -0.5, 0.0)] == ["+0.5000", "−0.5000", "0"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.5, "3.5"),
        (-0.5, "−0.5"),
        (1000.0, "1000"),
        (12345.6, "12346"),
        (1e9, "1e9"),
        (1.5e-7, "1.5e−7"),
        (-math.inf, "−∞"),
        (0.0, "0"),
    ],
)
def test_scores(value: float, text: str) -> None:
    assert show_score(value) == text


@given(st.floats(-1e300, 1e300) | st.sampled_from([math.inf, -math.inf]))
def test_every_number_can_be_shown(value: float) -> None:
    for show in (show_information, show_score, show_signed):
        shown = parse_number(show(value))
        if math.isinf(value):
            assert shown == value
        else:
            assert shown == pytest.approx(value, rel=0.06, abs=5.1e-5)


#: Shares, and how each rule writes them.
SHARES = (
    0.0,
    1e-15,
    3e-9,
    1e-5,
    0.00123,
    0.01,
    0.0746,
    0.41234,
    0.957,
    0.9932,
    0.99971,
    1 - 3e-7,
    1.0,
)
IN_PERCENT = {
    PRECISE: ("0", "1e−13", "3e−7", "0.001", "0.12", "1.00", "7.46", "41.23", "95.70", "99.32",
              "99.97", "100 − 3e−5", "100"),
    BRIEF: ("0", "1e−13", "3e−7", "0.001", "0.12", "1", "7.5", "41", "96", "99.3",
            "99.97", "100 − 3e−5", "100"),
    SPOKEN: ("0", "under 0.0001", "under 0.0001", "0.001", "0.12", "1", "7.5", "41", "96", "99.32",
             "99.97", "over 99.99", "100"),
    RATE: ("0", None, "0.0000003", "0.001", "0.1", "1.0", "7.5", "41.2", "95.7", "99.3",
           "99.97", "99.99997", "100"),
    PART: ("0", None, "0.0000003", "0.001", "0.123", "1", "7.46", "41.2", "95.7", "99.3",
           "99.97", "99.99997", "100"),
}  # fmt: skip


@pytest.mark.parametrize("rule", IN_PERCENT)
def test_every_rule_of_percent(rule: Percent) -> None:
    for share, number in zip(SHARES, IN_PERCENT[rule], strict=True):
        words = "hardly any" if number is None else f"{number}\N{NO-BREAK SPACE}%"
        assert show_percent(share, rule) == words


@given(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True), st.sampled_from([*IN_PERCENT]))
def test_no_share_is_rounded_to_all_or_nothing(share: float, rule: Percent) -> None:
    words = show_percent(share, rule)
    assert words not in {show_percent(0.0, rule), show_percent(1.0, rule)}
    if words[0].isdigit() and "100 −" not in words:
        said = parse_number(words)
        assert said == pytest.approx(share, rel=0.06, abs=6e-3)
        assert 0.0 < said < 1.0


def test_percent_is_written_here_and_nowhere_else() -> None:
    """Other roundings, and other spaces before the sign, creep in by format strings."""
    ad_hoc = re.compile(r":[.0-9]*%\}|(?<!NBSP)\} ?%[\"' ]")
    package = Path(ceviz.__file__).parent
    found = [
        f"{path.relative_to(package)}: {line.strip()}"
        for path in sorted(package.rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if ad_hoc.search(line) and "``" not in line and not line.lstrip().startswith(("#", '"""'))
    ]
    assert not found, found


@given(st.floats(1e-300, 1.0), st.sampled_from([1.0, 1.0 / math.log(2.0)]))
def test_the_logarithm_of_what_is_written_is_what_is_shown(q: float, per_nat: float) -> None:
    text = show_for_log(q, per_nat)
    shown = show_information(-math.log(q) * per_nat)
    if q < 0.99995:
        assert show_information(-math.log(parse_number(text)) * per_nat) == shown


def test_no_more_figures_than_it_takes() -> None:
    assert show_for_log(0.9087599242585133, 1.0) == "0.90876"
    assert show_for_log(0.5, 1.0) == "0.5000"
    assert show_for_log(math.exp(-7.0012), 1.0) == "0.0009108"
