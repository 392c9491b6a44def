"""What every local forge is made of: repositories on disk, time, faults, diffs, Markdown, an HTTP server."""
