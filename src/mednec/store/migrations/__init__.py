"""How the database came to its present shape, step by step: one file in `versions` for each step, never changed."""
