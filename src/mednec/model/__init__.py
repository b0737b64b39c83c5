"""The vocabulary: frozen values with their invariants, no behaviour beyond them."""
