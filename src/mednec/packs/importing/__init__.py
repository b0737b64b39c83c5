"""A payer's policy text -> a criteria tree: outline, operators, typed leaves. What it leaves open is asked."""
