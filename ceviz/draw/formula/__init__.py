"""A lesson's formula as a picture: set by ziamath, with the numbers of the moment.

- :mod:`ceviz.draw.formula.mathml`: a formula's terms as MathML
- :mod:`ceviz.draw.formula.typeset`: MathML as a small drawing that knows where its classes are
- :mod:`ceviz.draw.formula.picture`: the drawings in lines, each term a handle on its class
"""
