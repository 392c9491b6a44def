# hit: aws-ec2-no-subnet
resource "aws_instance" "careless" {
  # hit: aws-ec2-public-address
  associate_public_ip_address = true
  # hit: aws-ec2-default-security-group
  security_groups             = ["default"]
  metadata_options {
    # hit: aws-ec2-metadata-v1
    http_tokens = "optional"
  }
}
# ok: aws-ec2-default-security-group aws-ec2-metadata-v1 aws-ec2-no-subnet aws-ec2-public-address
resource "aws_instance" "careful" {
  subnet_id              = "subnet-1"
  vpc_security_group_ids = ["sg-1"]
  metadata_options {
    http_endpoint = "disabled"
    http_tokens   = "optional"
  }
}
resource "aws_launch_configuration" "plain" {
  root_block_device {
    # hit: aws-ec2-disk-unencrypted
    encrypted = false
  }
}
# ok: aws-ec2-disk-unencrypted
resource "aws_launch_configuration" "encrypted" {
  root_block_device {
    encrypted = true
  }
}
resource "aws_lambda_permission" "anyone" {
  action    = "lambda:InvokeFunction"
  # hit: aws-lambda-public
  principal = "*"
}
# ok: aws-lambda-public
resource "aws_lambda_permission" "organisation" {
  action           = "lambda:InvokeFunction"
  principal        = "*"
  principal_org_id = "o-1"
}
# ok: aws-lambda-public
resource "aws_lambda_permission" "behind_its_url" {
  action                 = "lambda:InvokeFunctionUrl"
  principal              = "*"
  function_url_auth_type = "NONE"
}
resource "aws_lambda_permission" "wide" {
  # hit: aws-lambda-permission-too-wide
  action     = "lambda:*"
  principal  = "apigateway.amazonaws.com"
  # hit: aws-lambda-permission-without-source
  source_arn = "arn:aws:execute-api:eu-central-1:111122223333:a1/*/*"
}
# ok: aws-lambda-permission-too-wide aws-lambda-permission-without-source
resource "aws_lambda_permission" "narrow" {
  action     = "lambda:InvokeFunction"
  principal  = "apigateway.amazonaws.com"
  source_arn = "arn:aws:execute-api:eu-central-1:111122223333:a1/live/GET/orders"
}
resource "aws_ssm_document" "plain" {
  document_type = "Session"
  # hit: aws-ssm-session-unencrypted
  content       = jsonencode({ inputs = { kmsKeyId = "" } })
}
# ok: aws-ssm-session-unencrypted
resource "aws_ssm_document" "encrypted" {
  document_type = "Session"
  content       = jsonencode({ inputs = { kmsKeyId = "alias/sessions" } })
}
resource "aws_ecr_repository_policy" "open" {
  policy = jsonencode({
    # hit: aws-ecr-repository-public
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "ecr:BatchGetImage"
    }]
  })
}
# ok: aws-ecr-repository-public
resource "aws_ecr_repository_policy" "organisation" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "ecr:BatchGetImage"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } }
    }]
  })
}
module "open_cluster" {
  source                               = "terraform-aws-modules/eks/aws"
  # hit: aws-eks-endpoint-open
  cluster_endpoint_public_access_cidrs = ["0.0.0.0/0"]
}
# ok: aws-eks-endpoint-open
module "closed_cluster" {
  source                               = "terraform-aws-modules/eks/aws"
  cluster_endpoint_public_access_cidrs = ["203.0.113.0/24"]
}
resource "aws_eks_node_group" "open" {
  # hit: aws-eks-node-ssh-open
  remote_access {
    ec2_ssh_key = "admin"
  }
}
# ok: aws-eks-node-ssh-open
resource "aws_eks_node_group" "closed" {
  remote_access {
    ec2_ssh_key               = "admin"
    source_security_group_ids = ["sg-1"]
  }
}
# hit: aws-ecs-exec-unencrypted
resource "aws_ecs_cluster" "plain" {
  configuration {
    execute_command_configuration {
      logging = "DEFAULT"
    }
  }
}
# ok: aws-ecs-exec-unencrypted
resource "aws_ecs_cluster" "encrypted" {
  configuration {
    execute_command_configuration {
      kms_key_id = "alias/exec"
      logging    = "DEFAULT"
    }
  }
}
resource "aws_ecs_task_definition" "host" {
  # hit: aws-ecs-task-network-mode
  network_mode = "host"
}
# ok: aws-ecs-task-network-mode
resource "aws_ecs_task_definition" "own" {
  network_mode = "awsvpc"
}
resource "aws_ecs_service" "mighty" {
  # hit: aws-ecs-service-admin-role
  iam_role = "arn:aws:iam::111122223333:role/admin"
}
# ok: aws-ecs-service-admin-role
resource "aws_ecs_service" "modest" {
  iam_role = "arn:aws:iam::111122223333:role/web-service"
}
