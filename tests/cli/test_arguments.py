from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from ceviz.cli.arguments import Parser, length, millimetres, number, output
from ceviz.errors import InvalidInput


def test_numbers_are_read_as_people_type_them_and_kept_within_their_ends() -> None:
    assert number()("1/4") == 0.25
    assert number(0.0, 1.0)("1e-3") == 1e-3
    with pytest.raises(argparse.ArgumentTypeError, match="2 does not lie between 0"):
        number(0.0, 1.0)("2")
    with pytest.raises(argparse.ArgumentTypeError):
        number()("many")


@pytest.mark.parametrize(
    ("text", "mm"), [("120mm", 120.0), ("12 cm", 120.0), ("2in", 50.8), ("72pt", 25.4)]
)
def test_lengths_are_read_in_any_unit(text: str, mm: float) -> None:
    assert millimetres(length(text), dpi=300.0) == pytest.approx(mm)


def test_a_pixel_is_as_long_as_the_resolution_says() -> None:
    assert millimetres(length("300px"), dpi=300.0) == pytest.approx(25.4)
    assert millimetres(None, dpi=300.0) is None


@pytest.mark.parametrize("text", ["120", "mm", "0mm", "12 miles"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        length(text)


def test_the_ending_of_a_file_says_its_format() -> None:
    assert output("a/b.SVG") == Path("a/b.SVG")
    with pytest.raises(argparse.ArgumentTypeError, match=r"\.png, \.svg, \.pdf, \.csv"):
        output("picture.bmp")


def test_a_wrong_command_line_is_refused_like_anything_else() -> None:
    with pytest.raises(InvalidInput, match="--help"):
        Parser("report").parse_args(["--no-such-option"])
