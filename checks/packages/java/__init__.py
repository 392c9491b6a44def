"""Java: what Maven and Gradle read."""
