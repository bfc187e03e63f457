"""What is not saved yet, on the disk step by step, for the case that the program ends unasked.

Each window has one file of its own in the folder of journals: records that are only appended,
each with a checksum (:mod:`~ceviz.storage.journal.frames`), made of what changed since the record
before (:mod:`~ceviz.storage.journal.records`). A thread writes them
(:mod:`~ceviz.storage.journal.writer`); what dead windows left is found and read by
:mod:`~ceviz.storage.journal.left`. A journal is empty while nothing is unsaved.
"""
