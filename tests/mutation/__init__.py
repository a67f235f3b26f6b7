"""Small wrong changes made to the product, one at a time: does any test notice?

``python -m tests.mutation`` loads the product, the tests and a database once. Each mutant then has
a process of its own, forked from there, in which the changed code takes the place of the other and
only the tests that reach it run, quickest first, until one fails. The tree itself never changes.
"""
