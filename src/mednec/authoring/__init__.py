"""What a policy's author does with it: checks, tests, explains and compares it."""
