"""The exam for a site's own language model: invented cases whose answer is known, reviewed without it and with it.

What is asked of a model, and what is held of its answers, is the same as in any review; only the comparison with the
known answers is here.
"""
