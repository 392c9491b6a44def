resource "aws_security_group" "bastion" {
  ingress {
    from_port   = 20
    to_port     = 22
    protocol    = "tcp"
    # hit: aws-security-group-sensitive-port-open aws-security-group-ssh-open
    cidr_blocks = ["0.0.0.0/0"]
  }
}
# ok: aws-security-group-rdp-open aws-security-group-sensitive-port-open aws-security-group-small-public-range aws-security-group-ssh-open aws-security-group-unrestricted-ingress
resource "aws_security_group" "office" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["10.1.0.0/16"]
  }
  ingress {
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}
resource "aws_security_group_rule" "desktop" {
  type              = "ingress"
  from_port         = 3389
  to_port           = 3389
  protocol          = "tcp"
  # hit: aws-security-group-rdp-open
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.office.id
}
resource "aws_vpc_security_group_ingress_rule" "database" {
  from_port   = 5432
  to_port     = 5432
  ip_protocol = "tcp"
  # hit: aws-security-group-sensitive-port-open
  cidr_ipv4   = "0.0.0.0/0"
}
resource "aws_security_group" "partner" {
  ingress {
    from_port   = 3306
    to_port     = 3306
    protocol    = "tcp"
    # hit: aws-security-group-small-public-range
    cidr_blocks = ["198.18.0.0/28", "8.8.8.0/28"]
  }
}
resource "aws_db_security_group" "public" {
  ingress {
    # hit: aws-db-security-group-open
    cidr = "0.0.0.0/0"
  }
}
# ok: aws-db-security-group-open
resource "aws_db_security_group" "inside" {
  ingress {
    cidr = "10.0.0.0/24"
  }
}
resource "aws_default_security_group" "open" {
  vpc_id = aws_vpc.watched.id
  # hit: aws-default-security-group-open
  ingress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    self      = true
  }
}
# ok: aws-default-security-group-open
resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.watched.id
}
resource "aws_network_acl" "open" {
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    # hit: aws-network-acl-admin-ports-open
    cidr_block = "0.0.0.0/0"
  }
}
# ok: aws-network-acl-admin-ports-open
resource "aws_network_acl" "denying" {
  ingress {
    rule_no    = 100
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}
# hit: aws-vpc-no-flow-log
resource "aws_vpc" "unwatched" {
  cidr_block = "10.1.0.0/16"
}
# ok: aws-vpc-no-flow-log
resource "aws_vpc" "watched" {
  cidr_block = "10.2.0.0/16"
}
resource "aws_flow_log" "all" {
  vpc_id       = aws_vpc.watched.id
  traffic_type = "ALL"
}
# hit: aws-vpc-no-flow-log
module "vpc" {
  source                  = "terraform-aws-modules/vpc/aws"
  # hit: aws-subnet-public-addresses
  map_public_ip_on_launch = true
}
# ok: aws-subnet-public-addresses aws-vpc-no-flow-log
module "vpc_inside" {
  source                  = "git::https://github.com/terraform-aws-modules/vpc/aws.git"
  map_public_ip_on_launch = false
  enable_flow_log         = true
}
resource "aws_lb_listener" "plain" {
  load_balancer_arn = aws_lb.strict.arn
  port              = 80
  # hit: aws-lb-listener-http
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = "arn"
  }
}
# ok: aws-lb-listener-http
resource "aws_lb_listener" "redirect" {
  port     = 80
  protocol = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
resource "aws_lb_listener" "old" {
  protocol   = "HTTPS"
  # hit: aws-lb-listener-old-tls
  ssl_policy = "ELBSecurityPolicy-2016-08"
}
# ok: aws-lb-listener-old-tls
resource "aws_lb_listener" "new" {
  protocol   = "HTTPS"
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}
# hit: aws-lb-keeps-invalid-headers aws-lb-no-deletion-protection
resource "aws_lb" "lax" {
  name = "lax"
}
# ok: aws-lb-keeps-invalid-headers aws-lb-no-deletion-protection
resource "aws_lb" "strict" {
  name                       = "strict"
  drop_invalid_header_fields = true
  enable_deletion_protection = true
}
resource "aws_load_balancer_policy" "old" {
  policy_type_name = "SSLNegotiationPolicyType"
  policy_attribute {
    # hit: aws-elb-policy-old-tls
    name  = "Protocol-TLSv1"
    value = "true"
  }
  policy_attribute {
    # hit: aws-elb-weak-ciphers
    name  = "DES-CBC3-SHA"
    value = "true"
  }
}
# ok: aws-elb-policy-old-tls aws-elb-weak-ciphers
resource "aws_load_balancer_policy" "new" {
  policy_type_name = "SSLNegotiationPolicyType"
  policy_attribute {
    name  = "Protocol-TLSv1"
    value = "false"
  }
  policy_attribute {
    name  = "Protocol-TLSv1.2"
    value = "true"
  }
  policy_attribute {
    name  = "ECDHE-RSA-AES128-GCM-SHA256"
    value = "true"
  }
}
resource "aws_cloudfront_distribution" "old" {
  viewer_certificate {
    # hit: aws-cloudfront-old-tls
    minimum_protocol_version = "TLSv1.1_2016"
  }
}
# ok: aws-cloudfront-old-tls
resource "aws_cloudfront_distribution" "new" {
  viewer_certificate {
    minimum_protocol_version = "TLSv1.2_2021"
  }
}
resource "aws_security_group" "alternative" {
  ingress {
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    # hit: aws-security-group-unrestricted-ingress
    cidr_blocks = ["0.0.0.0/0"]
  }
}
module "shell_group" {
  source = "terraform-aws-modules/security-group/aws"
  ingress_with_cidr_blocks = [
    {
      from_port   = 22
      to_port     = 22
      protocol    = "tcp"
      # hit: aws-security-group-ssh-open
      cidr_blocks = "0.0.0.0/0"
    }
  ]
}
