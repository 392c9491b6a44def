"""GitHub behind the forge's seam: `forge.GitHub` is what the rest sees of it."""
