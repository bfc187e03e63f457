"""Tests of ceviz.draw.formula."""
