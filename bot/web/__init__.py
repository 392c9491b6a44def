"""Pages for people: so far the set-up of the GitHub App."""
