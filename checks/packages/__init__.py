"""What a project depends on: manifests and lockfiles of every ecosystem, read into one form. No check by itself."""
