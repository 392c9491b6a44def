"""The popular names that come with the project, and how they are made."""
