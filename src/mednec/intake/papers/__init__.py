"""Readers of paper: what a page says, with the place of every word, and what is to be told of it.

They run in a process of their own (`mednec.intake.apart`), since a file from outside may be made to break a reader.
"""
