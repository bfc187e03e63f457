"""A batch in parts: what each adds up to, and the same for all, to the last bit.

- ``totals``: :class:`~ceviz.maths.batch.parts.totals.Totals` of a part, and how they merge
- ``dearest``: the rows that cost most, with the part that each lies in
- ``temperature``: the temperature that makes all rows likeliest, by passes over the parts
"""
