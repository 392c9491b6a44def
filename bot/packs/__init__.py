"""An organisation's own policies: tried out by hand, and taken from a repository that it keeps them in."""
