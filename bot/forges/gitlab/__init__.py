"""GitLab behind the forge's seam: `forge.GitLab` is what the rest sees of it."""
