"""Helm's charts as the manifests they come to with their own values: the part of Go's templates that charts use.

Nothing of a chart is run by anything but this interpreter, which has no I/O, no clock and no randomness, and counts its
steps. https://pkg.go.dev/text/template, https://helm.sh/docs/chart_template_guide/function_list/
"""
