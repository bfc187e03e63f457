"""Tests of ceviz.lessons.formulas."""
