"""Order text -> Regimen; arithmetic; label limits; schedule; billing units."""
