"""An invented payer's policy, in the words it would be sent in."""

from __future__ import annotations

NAME = "AM-77 rituximab.md"
POLICY = "am-77-rituximab"
TEXT = """# Rituximab in vasculitis: coverage criteria

Payer: Alder Mutual Health Plan
Policy AM-77, effective 01/01/2026

## Initial authorization criteria

Rituximab is medically necessary when ALL of the following are met:

1. The member is 18 years of age or older.
2. The member has granulomatosis with polyangiitis.
3. The prescriber is a rheumatologist or a nephrologist.
"""
