"""What is saved, how it is edited and what follows from it; no Qt below this line.

- :mod:`~ceviz.document.model`: the frozen :class:`Document`, the one truth
- :mod:`~ceviz.document.targets`: one-hot, smoothed and free targets
- :mod:`~ceviz.document.edits`, :mod:`~ceviz.document.classes`: verbs, pure
- :mod:`~ceviz.document.analysis`: every derived number, computed once per document
- :mod:`~ceviz.document.text.numbers`: numbers as people type and read them
- :mod:`~ceviz.document.class_columns`: the columns of the class table, a row each
- :mod:`~ceviz.document.text.readouts`: the numbers of a whole prediction, a row each
- :mod:`~ceviz.document.text.tsv`: the class table to and from a spreadsheet
- :mod:`~ceviz.document.report`: the numbers as JSON and as a page of text
"""
