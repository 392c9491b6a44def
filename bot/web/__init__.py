"""Pages for people, and later the REST API: Flask blueprints that are handed what they show."""
