"""Many files as one: which they are, how all are read alike, and what they add up to.

- ``words``: whether some words name more than one file
- ``listing``: the files that some words name, in their natural order
- ``agreed``: what the first file was taken for, and that the others are the same
- ``part``: one file, measured and let go
- ``engines``: where files are read: here, in several processes, on a cluster
- ``whole``: all of them, and the passes that find the best temperature

A process reads one file after the other, so the memory that it takes is that of the largest,
however many there are.
"""
