"""Published decisions, measured on a collection of our own making: no real decision stands here."""
