"""Clocks, notices and signatures as rules of data: what is due when, what a letter must say, who may sign."""
