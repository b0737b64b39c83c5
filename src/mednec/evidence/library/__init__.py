"""The user's own papers and labels: imported as they are, searched, and never graded."""
