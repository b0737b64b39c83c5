"""Asking a language model of one's own: the client, its limits, the answers that are kept, and an exam for it."""
