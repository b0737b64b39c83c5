"""How fast the service is with a hundred thousand cases stored, on SQLite and on PostgreSQL."""
