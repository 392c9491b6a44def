"""Who uses what, as each look at a default branch left it."""
