"""Code tables: diagnosis codes, billing codes."""
