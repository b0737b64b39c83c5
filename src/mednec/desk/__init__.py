"""A case at a payer, from the packet to the signed decision and its appeal."""
