"""Cases, determinations and the audit, kept: SQLite by default, PostgreSQL by URL; papers sealed."""
