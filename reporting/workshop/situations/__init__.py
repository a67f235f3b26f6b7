"""Twelve invented conventions, one a situation: their tables, then their files, told as they go.

Each module opens with the arithmetic of its convention, written before its records. Names say that
they are invented; communes are real ones.
"""
