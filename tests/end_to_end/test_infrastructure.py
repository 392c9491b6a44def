"""Infrastructure that a pull request opens to the world, from the webhook to the threads on the very lines and back."""

from __future__ import annotations

from tests.end_to_end.town import Town, conclusion, said, threads

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - IpProtocol: tcp
          Description: for the people on call
          FromPort: 22
          ToPort: 22
          CidrIp: {}
"""
ROLE = """\
resource "aws_iam_policy" "deploy" {{
  name = "deploy"
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect   = "Allow"
      Action   = "{}"
      Resource = "{}"
    }}]
  }})
}}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: web
      image: registry.example.org/web:1
      securityContext:
        privileged: {}
"""
SAFE = {
    "stacks/web.yaml": TEMPLATE.format("10.0.0.0/8"),
    "roles/main.tf": ROLE.format("s3:GetObject", "arn:aws:s3:::shop/*"),
    "pods/web.yaml": POD.format("false"),
}
BAD = {
    "stacks/web.yaml": TEMPLATE.format("0.0.0.0/0").replace(
        "Resources:", "# checkov:skip=CKV_AWS_24: fine\nResources:"
    ),
    "roles/main.tf": ROLE.format("*", "*"),
    "pods/web.yaml": POD.format("true"),
}


def test_an_open_port_a_role_that_may_do_everything_and_a_privileged_pod_get_threads_until_they_are_mended(
    town: Town,
) -> None:
    pull = town.change(town.repository(SAFE), BAD)
    shown = town.reviewed(pull)
    assert conclusion(shown) == "failure"
    places = {(path, line) for path, line, _ in threads(shown)}
    assert {("stacks/web.yaml", 2), ("stacks/web.yaml", 13), ("pods/web.yaml", 11)} <= places
    assert "roles/main.tf" in {path for path, line in places if line in range(5, 10)}  # the statement
    [port] = [thread for thread in shown["threads"] if (thread["path"], thread["line"]) == ("stacks/web.yaml", 13)]
    assert "SSH" in port["comments"][0]["body"]
    town.push(pull, SAFE | {"stacks/web.yaml": TEMPLATE.format("10.1.0.0/16")})
    mended = town.reviewed(pull)
    assert all(resolved for _, _, resolved in threads(mended))
    assert (conclusion(mended), len(said(mended))) == ("success", len(said(shown)))
