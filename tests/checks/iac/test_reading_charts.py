"""Charts as they are rendered: what they come to, on which lines of their templates, and what is lost and said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from checks.iac.model import Framework, Reading
from checks.iac.reading import read
from checks.iac.reading.helm.rendering import render
from tests.checks.iac.lines import one, told

HELPERS = """{{- define "web.labels" -}}
app: {{ .Chart.Name }}
release: {{ .Release.Name | quote }}
{{- end }}
"""
VALUES = """name: shop
image: {repository: nginx, tag: ""}
security:
  privileged: true
ports: [80, 443]
off: {enabled: false}
"""
POD = """{{- /* a comment */ -}}
{{- if .Values.name }}
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Values.name }}
  labels:
    {{- include "web.labels" . | nindent 4 }}
spec:
  containers:
    - name: web
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
      securityContext:
        {{- toYaml .Values.security | nindent 8 }}
      ports:
        {{- range $at, $port := .Values.ports }}
        - containerPort: {{ $port }}
          name: {{ printf "p-%d" $at }}
        {{- end }}
      {{- with .Values.off.enabled }}
      tty: true
      {{- else }}
      stdin: true
      {{- end }}
{{- end }}
"""


def chart(values: str = VALUES, **templates: str) -> Reading:
    files = {
        "c/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: '2.5'\n",
        "c/values.yaml": values,
        "c/templates/_helpers.tpl": HELPERS,
        **{f"c/templates/{name.replace('_', '.')}": text for name, text in templates.items()},
    }
    return read(Framework.KUBERNETES, {path: text.encode() for path, text in files.items()})


def printed(expression: str, values: str = VALUES) -> str:
    files = {"Chart.yaml": b"name: web\n", "values.yaml": values.encode(), "templates/a.yaml": expression.encode()}
    made = render(files)
    assert not made.problems, made.problems
    return made.manifests["templates/a.yaml"].content.decode() if made.manifests else ""


def lost(expression: str, values: str = VALUES) -> str:
    files = {"Chart.yaml": b"name: web\n", "values.yaml": values.encode(), "templates/a.yaml": expression.encode()}
    [problem] = render(files).problems
    assert problem.path == "templates/a.yaml"
    return problem.reason


def test_a_chart_stands_on_the_lines_of_its_templates() -> None:
    pod = one(chart(pod_yaml=POD), "Pod/shop")
    assert (pod.path, pod.node.start_line) == ("c/templates/pod.yaml", 3)
    assert told(pod, "metadata.name") == ("shop", 6, 6)
    assert told(pod, "metadata.labels") == ({"app": "web", "release": "release-name"}, 7, 8)
    assert told(pod, "spec.containers.0.image") == ("nginx:2.5", 12, 12)
    assert told(pod, "spec.containers.0.securityContext.privileged") == (True, 14, 14)
    assert told(pod, "spec.containers.0.ports.1.containerPort") == (443, 17, 17)
    assert told(pod, "spec.containers.0.ports.1.name") == ("p-1", 18, 18)
    assert told(pod, "spec.containers.0.stdin") == (True, 23, 23)
    assert pod.node.at(["spec", "containers", "0", "tty"]) is None


def test_a_chart_that_is_switched_off_comes_to_nothing() -> None:
    reading = chart(values='name: ""\n', pod_yaml=POD)
    assert (reading.resources, reading.problems) == ((), ())


def test_what_engines_see_is_what_the_chart_comes_to() -> None:
    rendered = chart(pod_yaml=POD).rendered
    assert rendered is not None
    assert set(rendered) == {"c/templates/pod.yaml"}
    lines = rendered["c/templates/pod.yaml"].content.decode().split("\n")
    at = next(number for number, line in enumerate(lines, 1) if "privileged: true" in line)
    assert rendered["c/templates/pod.yaml"].line(at) == 14


def test_a_template_that_needs_more_is_lost_alone_and_said() -> None:
    reading = chart(pod_yaml=POD, bad_yaml='{{ required "a host is needed" .Values.host }}', odd_yaml="{{ if }}")
    assert [resource.address for resource in reading.resources] == ["Pod/shop"]
    assert {problem.path: problem.reason for problem in reading.problems} == {
        "c/templates/bad.yaml": "not looked at: it needs a value that the chart does not have: a host is needed",
        "c/templates/odd.yaml": "not looked at: line 1 cannot be read as a template",
    }


def test_a_chart_within_takes_its_parents_values_and_what_is_missing_is_said() -> None:
    dependencies = "dependencies: [{name: db, condition: db.run}, {name: idle, condition: idle.run}, {name: far}]\n"
    template = "apiVersion: v1\nkind: Pod\nmetadata: {name: '{{ .Values.name }}-{{ .Values.global.zone }}'}\n"
    files = {
        "c/Chart.yaml": f"name: web\n{dependencies}",
        "c/values.yaml": "global: {zone: eu}\ndb: {name: theirs, run: true}\nidle: {run: false}\n",
        "c/charts/db/Chart.yaml": "name: db\n",
        "c/charts/db/values.yaml": "name: own\n",
        "c/charts/db/templates/a.yaml": template,
        "c/charts/idle/Chart.yaml": "name: idle\n",
        "c/charts/idle/templates/a.yaml": template,
    }
    reading = read(Framework.KUBERNETES, {path: text.encode() for path, text in files.items()})
    found = [(resource.address, resource.path) for resource in reading.resources]
    assert found == [("Pod/theirs-eu", "c/charts/db/templates/a.yaml")]
    [problem] = reading.problems
    assert (problem.path, "(far)" in problem.reason) == ("c/Chart.yaml", True)


def test_definitions_of_resources_are_read_as_they_are() -> None:
    crd = b"apiVersion: v1\nkind: A\nmetadata:\n  name: '{{ not }}'\n"
    reading = read(Framework.KUBERNETES, {"c/Chart.yaml": b"name: a\n", "c/crds/a.yaml": crd})
    assert told(one(reading, "A/{{ not }}"), "metadata.name") == ("{{ not }}", 4, 4)


def test_what_is_no_yaml_once_rendered_is_told_by_the_templates_line() -> None:
    text = "{{- if true }}\n\n\na: b\n{{- end }}\n{{- range list 1 2 }}\n  c: [\n{{- end }}\n"
    [problem] = chart(bad_yaml=text).problems
    assert problem.reason.startswith("not looked at: as it is rendered, it is no YAML")


# After the documentation of text/template, sprig and Helm.
PRINTED = {
    "{{ 23 -}} < {{- 45 }}": "23<45",
    "{{- /* gone */ -}}\n a": "a",
    '{{ "out}}put" | printf "%s-%q" "a" }}': 'a-"out}}put"',
    "{{ $x := 1 }}{{ range list 1 2 3 }}{{ $x = add $x . }}{{ end }}{{ $x }}": "7",
    '{{ with $x := "a" }}{{ $x }}{{ end }}': "a",
    '{{ range $k, $v := dict "b" 2 "a" 1 }}{{ $k }}{{ $v }}{{ end }}': "a1b2",
    "{{ range list 1 2 3 4 }}{{ if eq . 2 }}{{ continue }}{{ end }}{{ if eq . 4 }}{{ break }}{{ end }}{{ . }}{{ end }}": "13",  # noqa: E501  # noqa: E501
    "{{ range list }}x{{ else }}none{{ end }}": "none",
    '{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" 5 }}{{ include "t" "a" | upper }}': "[5][A]",
    '{{ block "b" 3 }}<{{ . }}>{{ end }}': "<3>",
    '{{ tpl "{{ .Values.name }}!" . }}': "shop!",
    '{{ if and .Values.name (not .Values.off.enabled) (or false 0 "x") }}yes{{ end }}': "yes",
    '{{ if eq .Values.name "a" }}a{{ else if eq .Values.name "shop" }}b{{ else }}c{{ end }}': "b",
    '{{ ((.Values.a).b).c | default "d" }}': "d",
    '{{ "abc" | quote }} {{ squote "a" }} {{ .Values.none | quote }}': "\"abc\" 'a' ",
    '{{ ternary "a" "b" true }}{{ coalesce "" nil 0 "c" }}{{ empty "" }}': "actrue",
    '{{ trunc 3 "abcdef" }} {{ trunc -2 "abcdef" }} {{ trimSuffix "-" "a-" }} {{ title "ab cd" }}': "abc ef a Ab Cd",
    '{{ replace "." "-" "a.b" }} {{ contains "b" "abc" }} {{ hasPrefix "a" "abc" }} {{ repeat 2 "ab" }}': "a-b true true abab",  # noqa: E501  # noqa: E501
    '{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexMatch "^[a-z]+$" "abc" }}': "-W-xxW- true",
    '{{ list 1 2 | toJson }} {{ dict "a" (list true nil) | toJson }}': '[1,2] {"a":[true,null]}',
    '{{ dict "b" 1 "a" (list "x" "yes") | toYaml }}': "a:\n- x\n- 'yes'\nb: 1",
    '{{ "a: {b: [1]}" | fromYaml | toJson }}': '{"a":{"b":[1]}}',
    r'{{ "a\nb" | nindent 2 }}': "\n  a\n  b",
    '{{ index (dict "a" (list 1 2)) "a" 1 }} {{ len "abc" }} {{ join "," (list 1 "b") }}': "2 3 1,b",
    '{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ keys $d | sortAlpha | join "," }} {{ hasKey $d "c" }}': "a,b false",  # noqa: E501  # noqa: E501
    '{{ merge (dict "a" 1) (dict "a" 2 "b" 3) | toJson }}{{ mergeOverwrite (dict "a" 1) (dict "a" 2) | toJson }}': (
        '{"a":1,"b":3}{"a":2}'
    ),
    '{{ dig "a" "b" "none" (dict "a" (dict "b" "x")) }} {{ dig "a" "z" "none" (dict "a" (dict)) }}': "x none",
    '{{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 2 }} {{ max 1 9 3 }} {{ int "12" }}': "6 3 6 3 1 9 12",  # noqa: E501  # noqa: E501
    '{{ b64enc "hi" }} {{ b64dec "aGk=" }} {{ sha256sum "" | trunc 8 }}': "aGk= hi e3b0c442",
    '{{ semverCompare ">=1.19-0" .Capabilities.KubeVersion.Version }} {{ semverCompare "^1.2" "2.0.0" }}': "true false",
    '{{ semverCompare "~1.2.3" "1.2.9" }} {{ semverCompare "<1.0 || >=2" "2.1.0" }} {{ semverCompare "1.x" "1.9.0" }}': (  # noqa: E501  # noqa: E501
        "true true true"
    ),
    '{{ .Capabilities.APIVersions.Has "policy/v1" }} {{ .Capabilities.APIVersions.Has "example.com/v1" }}': "true false",  # noqa: E501  # noqa: E501
    '{{ kindIs "map" .Values.off }} {{ kindOf "a" }} {{ kindIs "slice" .Values.name }}': "true string false",
    '{{ lookup "v1" "Secret" "a" "b" | empty }} {{ randAlphaNum 3 }} {{ until 3 | join "" }}': "true xxx 012",
    '{{ .Release.Name }} {{ .Template.Name }} {{ .Files.Get "values.yaml" | trunc 4 }}': (
        "release-name web/templates/a.yaml name"
    ),
    '{{ .Values.none }}|{{ true }}|{{ 1.5 }}|{{ list 1 "a" }}': "|true|1.5|[1 a]",
}


@pytest.mark.parametrize("expression", PRINTED)
def test_templates_print_what_the_documentation_says(expression: str) -> None:
    assert printed(expression) == PRINTED[expression]


HOSTILE = {
    "a template that calls itself": '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
    "tpl within tpl": '{{ $_ := set .Values "t" "{{ tpl .Values.t . }}" }}{{ tpl .Values.t . }}',
    "a long way": "{{ range until 100000000 }}x{{ end }}",
    "loops in loops": "{{ range until 9999 }}{{ range until 9999 }}x{{ end }}{{ end }}",
    "a text that doubles": '{{ $x := "aaaa" }}{{ range until 99 }}{{ $x = print $x $x }}{{ end }}',
    "a list that doubles": "{{ $x := list 1 }}{{ range until 99 }}{{ $x = list $x $x }}{{ end }}{{ toYaml $x }}",
    "a map within itself": '{{ $x := dict }}{{ $_ := set $x "a" $x }}{{ toYaml $x }}',
    "a wide text": '{{ indent 999999999 "a" }}',
    "many copies": '{{ repeat 999999999 "a" }}',
    "a text for a letter": '{{ $x := repeat 99999 "a" }}{{ replace "a" $x $x }}',
    "brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "branches": "{{ if true }}" * 5000,
    "a function of nobody's": "{{ system `id` }}",
    "Python's own": "{{ .Values.__class__.__mro__ }}",
    "no end": "{{ if",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_written_against_the_reader_ends_and_is_said(what: str) -> None:
    assert lost(HOSTILE[what]).startswith("not looked at: ")


WORDS = (
    "{{",
    "}}",
    "{{-",
    " -}}",
    "if",
    "range",
    "end",
    "define",
    "else",
    ".Values",
    ".a",
    "$x",
    ":=",
    "|",
    "(",
    ")",
    '"a"',
)
CALLS = (
    "include",
    "tpl",
    "toYaml",
    "printf",
    "index",
    "merge",
    "dict",
    "until",
    "trunc",
    "regexMatch",
    " ",
    "\n",
    "1",
    "0x",
)


@settings(max_examples=150, deadline=None)
@given(some.lists(some.sampled_from((*WORDS, *CALLS)), max_size=25), some.text(max_size=20))
def test_nothing_that_is_written_breaks_it(words: list[str], odd: str) -> None:
    source = f"{' '.join(words)}{odd}"
    files = {"Chart.yaml": b"name: a\n", "values.yaml": odd.encode("utf-8", "replace")}
    reading = read(Framework.KUBERNETES, {**files, "templates/a.yaml": source.encode("utf-8", "replace")})
    last = source.count("\n") + 1
    assert all(resource.node.end_line <= last for resource in reading.resources)
