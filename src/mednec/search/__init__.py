"""Full-text search over passages: what is kept, how it is ranked, where a passage stands."""
