"""Hostile text in the forms that manifests and lockfiles come in, with the lines that things stand on."""
