"""One tree, three ways to run it: explained for a reader, as Python for a service, as bit planes for a whole book."""
