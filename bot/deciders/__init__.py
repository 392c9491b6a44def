"""What is decided about a change besides its content: allow-list, licences, facts, pins."""
