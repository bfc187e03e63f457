"""The numbers behind areas, codes and sums: the terms of both divergences, and what they make."""

from __future__ import annotations

from ceviz.document.asymmetry import Way, asymmetry
from ceviz.document.cells import safe_text
from ceviz.document.codes import codes
from ceviz.document.numbers import exact
from ceviz.draw.state import State

Rows = list[list[str]]


def areas(state: State) -> Rows:
    """A row a class with its rectangle and its two words; then the sums and the mean lengths.

    The lengths stand beside the words because a spreadsheet takes 010 for ten.
    """
    a, unit, scale = state.analysis, state.unit, state.per_nat
    way, made = asymmetry(a).there, codes(a)
    rects = way.areas
    heads = ["width p", "probability q"]
    heads += [f"{name} [{unit}]" for name in ("height -log q", "area -p log q", "floor -p log p",
                                              "surplus p log p/q")]  # fmt: skip
    heads += ["word for p", "bits for p", "word for q", "bits for q"]
    nats = (rects.height, rects.area, rects.floor, rects.surplus)
    body = [
        [exact(a.p[k]), exact(a.q[k]), *(exact(column[k] * scale) for column in nats),
         *(cell for code in (made.right, made.wrong) for cell in (code.words[k],
                                                                  str(code.lengths[k])))]
        for k in range(len(a.q))
    ]  # fmt: skip
    lengths = {
        "mean length of p in its own code [bits]": made.right_length,
        "mean length of p in the code for q [bits]": made.wrong_length,
        "price of the wrong code [bits]": made.price,
    }
    return _table(state, heads, body, {**_sums(way, state), **lengths})


def sums(state: State) -> Rows:
    """A row a class with its three terms; then both sums, Jensen-Shannon and perplexity."""
    a, scale, unit = state.analysis, state.per_nat, state.unit
    both = asymmetry(a)
    terms = ("p log p/q", "q log q/p", "JS term")
    columns = (both.there.areas.surplus, both.back.areas.surplus, both.js_terms)
    heads = ["target p", "probability q", *(f"{name} [{unit}]" for name in terms)]
    body = [
        [exact(a.p[k]), exact(a.q[k]), *(exact(column[k] * scale) for column in columns)]
        for k in range(len(a.q))
    ]
    more = {f"JS(p,q) [{unit}]": both.js * scale, "perplexity": a.perplexity}
    return _table(
        state, heads, body, {**_sums(both.there, state), **_sums(both.back, state), **more}
    )


def _sums(way: Way, state: State) -> dict[str, float]:
    w, c, unit, scale = way.world, way.code, state.unit, state.per_nat
    return {
        f"H({w}) [{unit}]": way.entropy * scale,
        f"KL({w}‖{c}) [{unit}]": way.divergence * scale,
        f"H({w},{c}) [{unit}]": way.cross_entropy * scale,
    }


def _table(state: State, heads: list[str], body: Rows, sums: dict[str, float]) -> Rows:
    """Classes with their numbers, then sums in a column of their own."""
    names = state.document.classes.names
    classes = [[safe_text(name), *row, ""] for name, row in zip(names, body, strict=True)]
    blank = [""] * len(heads)
    return [
        ["class", *heads, "sum"],
        *classes,
        *([name, *blank, exact(value)] for name, value in sums.items()),
    ]
