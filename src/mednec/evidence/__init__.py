"""References and their bearing on one request."""
