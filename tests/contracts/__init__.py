"""GitHub's published contracts, and validators that the tests put around the playground and the bot."""
