"""The formulas of lessons, as data: written in a line, set as formulas are, read aloud in words.

::

    "loss = −log q(Banana) = −log {q Banana} = {loss} nats"
    "q(Banana) = e^z(Banana) / Σ e^z = {power Banana:2} / {sum:2} = {q Banana:3}"

Its words are those of :data:`~ceviz.lessons.formulas.signs.SIGNS` and no others, and its numbers
are figures (:mod:`ceviz.lessons.figures`), computed from the present document.

- :mod:`ceviz.lessons.formulas.signs`: the signs there are
- :mod:`ceviz.lessons.formulas.terms`: what a formula is made of, and how it is read aloud
- :mod:`ceviz.lessons.formulas.reading`: from the line to the terms
- :mod:`ceviz.lessons.formulas.truth`: whether it is so for a document
"""
