"""Knowledge as data: loaded, checked at the door, converted to plain values."""
