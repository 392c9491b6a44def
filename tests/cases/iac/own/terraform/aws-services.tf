resource "aws_sns_topic_policy" "open" {
  policy = jsonencode({
    # hit: aws-sns-topic-public
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sns:Publish"
    }]
  })
}
# ok: aws-sns-topic-public
resource "aws_sns_topic_policy" "closed" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sns:Publish"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:s3:::uploads" } }
    }]
  })
}
resource "aws_sqs_queue_policy" "open" {
  policy = jsonencode({
    # hit: aws-sqs-queue-public
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
    }]
  })
}
# ok: aws-sqs-queue-public
resource "aws_sqs_queue_policy" "closed" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
    }]
  })
}
resource "aws_sqs_queue" "plain" {
  # hit: aws-sqs-queue-unencrypted
  sqs_managed_sse_enabled = false
}
# ok: aws-sqs-queue-unencrypted
resource "aws_sqs_queue" "default" {
  name = "orders"
}
# hit: aws-mq-no-log
resource "aws_mq_broker" "open" {
  # hit: aws-mq-publicly-accessible
  publicly_accessible = true
}
# ok: aws-mq-no-log aws-mq-publicly-accessible
resource "aws_mq_broker" "closed" {
  logs {
    general = true
    audit   = true
  }
}
# hit: aws-apigateway-no-access-log aws-apigateway-no-execution-log aws-apigateway-without-usage-plan aws-apigateway-without-waf
resource "aws_api_gateway_stage" "bare" {
  rest_api_id = aws_api_gateway_rest_api.open.id
  stage_name  = "test"
}
# ok: aws-apigateway-no-access-log aws-apigateway-no-execution-log aws-apigateway-without-usage-plan aws-apigateway-without-waf
resource "aws_api_gateway_stage" "live" {
  rest_api_id = aws_api_gateway_rest_api.guarded.id
  stage_name  = "live"
  access_log_settings {
    destination_arn = "arn"
    format          = "$context.requestId"
  }
}
resource "aws_wafv2_web_acl_association" "live" {
  resource_arn = aws_api_gateway_stage.live.arn
  web_acl_arn  = "arn"
}
resource "aws_api_gateway_usage_plan" "live" {
  api_stages {
    api_id = aws_api_gateway_rest_api.guarded.id
    stage  = aws_api_gateway_stage.live.stage_name
  }
}
# ok: aws-apigateway-metrics-off
resource "aws_api_gateway_method_settings" "live" {
  stage_name = aws_api_gateway_stage.live.stage_name
  settings {
    metrics_enabled = true
    logging_level   = "ERROR"
  }
}
resource "aws_api_gateway_method_settings" "other" {
  stage_name = "other"
  settings {
    # hit: aws-apigateway-metrics-off
    metrics_enabled = false
  }
}
# hit: aws-apigateway-without-authorizer
resource "aws_api_gateway_rest_api" "open" {
  name = "open"
}
# ok: aws-apigateway-without-authorizer
resource "aws_api_gateway_rest_api" "guarded" {
  name = "guarded"
}
resource "aws_api_gateway_authorizer" "users" {
  rest_api_id = aws_api_gateway_rest_api.guarded.id
}
# hit: aws-codebuild-own-key-missing
resource "aws_codebuild_project" "leaky" {
  environment {
    environment_variable {
      # hit: aws-codebuild-plaintext-secret
      name  = "NPM_TOKEN"
      value = "npm_Kyoto"
    }
  }
}
# ok: aws-codebuild-own-key-missing aws-codebuild-plaintext-secret
resource "aws_codebuild_project" "clean" {
  encryption_key = "arn:aws:kms:eu-central-1:111122223333:key/1"
  environment {
    environment_variable {
      name  = "NPM_TOKEN"
      type  = "SECRETS_MANAGER"
      value = "shop/npm"
    }
  }
}
resource "aws_cloudtrail" "local" {
  # hit: aws-cloudtrail-one-region
  is_multi_region_trail = false
}
# ok: aws-cloudtrail-one-region
resource "aws_cloudtrail" "everywhere" {
  is_multi_region_trail = true
}
# hit: aws-log-group-no-retention
resource "aws_cloudwatch_log_group" "for_ever" {
  name = "shop"
}
# ok: aws-log-group-no-retention
resource "aws_cloudwatch_log_group" "year" {
  retention_in_days = 365
}
resource "aws_config_configuration_aggregator" "some" {
  # hit: aws-config-aggregator-some-regions
  account_aggregation_source {
    account_ids = ["111122223333"]
    regions     = ["eu-central-1"]
  }
}
# ok: aws-config-aggregator-some-regions
resource "aws_config_configuration_aggregator" "every" {
  account_aggregation_source {
    account_ids = ["111122223333"]
    all_regions = true
  }
}
# hit: aws-opensearch-plain-nodes
resource "aws_opensearch_domain" "plain" {
  log_publishing_options {
    # hit: aws-opensearch-no-slow-log
    log_type = "ES_APPLICATION_LOGS"
  }
}
# ok: aws-opensearch-no-slow-log aws-opensearch-plain-nodes
resource "aws_opensearch_domain" "careful" {
  node_to_node_encryption {
    enabled = true
  }
  log_publishing_options {
    log_type = "INDEX_SLOW_LOGS"
  }
}
resource "aws_opensearch_domain_policy" "open" {
  access_policies = jsonencode({
    # hit: aws-opensearch-policy-public
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "es:*"
    }]
  })
}
# ok: aws-opensearch-policy-public
resource "aws_opensearch_domain_policy" "closed" {
  access_policies = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "es:*"
      Condition = { IpAddress = { "aws:SourceIp" = "203.0.113.0/24" } }
    }]
  })
}
resource "aws_kinesis_stream" "plain" {
  # hit: aws-kinesis-stream-unencrypted
  encryption_type = "NONE"
}
# ok: aws-kinesis-stream-unencrypted
resource "aws_kinesis_stream" "encrypted" {
  encryption_type = "KMS"
}
# hit: aws-firehose-unencrypted
resource "aws_kinesis_firehose_delivery_stream" "plain" {
  name = "shop"
}
# ok: aws-firehose-unencrypted
resource "aws_kinesis_firehose_delivery_stream" "from_stream" {
  kinesis_source_configuration {
    kinesis_stream_arn = "arn"
  }
}
# hit: aws-emr-outside-vpc
resource "aws_emr_cluster" "outside" {
  name = "jobs"
}
# ok: aws-emr-outside-vpc
resource "aws_emr_cluster" "inside" {
  ec2_attributes {
    subnet_id = "subnet-1"
  }
}
resource "aws_iot_policy" "all" {
  policy = jsonencode({
    # hit: aws-iot-policy-wildcard
    Statement = [{
      Effect   = "Allow"
      Action   = ["iot:*"]
      Resource = ["*"]
    }]
  })
}
# ok: aws-iot-policy-wildcard
resource "aws_iot_policy" "own_topic" {
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = ["iot:Publish"]
      Resource = ["arn:aws:iot:eu-central-1:111122223333:topic/shop"]
    }]
  })
}
