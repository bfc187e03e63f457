"""How sure the numbers of a batch are: as if its rows were drawn from many more.

    intervals     ► of every mean over rows, by Student's t and by the bootstrap
    moments       ► what the intervals need, in a form that merges exactly
    significance  ► whether two files differ by more than chance, on the same rows
    by_chance     ► the calibration error that a perfectly calibrated model would show

Rows that belong together, as the pixels of an image do, are drawn together: what counts as one
is a unit (:mod:`ceviz.maths.batch.certainty.units`). Nothing is drawn twice alike by luck: every
random number follows from a seed, the same in every version of NumPy.
"""
