"""What is saved, how it is edited and what follows from it; no Qt below this line.

- :mod:`~ceviz.document.model`: the frozen :class:`Document`, the one truth
- :mod:`~ceviz.document.edits`: verbs, ``Document -> Document``, pure
- :mod:`~ceviz.document.analysis`: every derived number, computed once per document
- :mod:`~ceviz.document.numbers`: numbers as people type and read them
- :mod:`~ceviz.document.tsv`: the class table as spreadsheet text
"""
