# hit: alibaba-vpc-no-flow-log
resource "alicloud_vpc" "unwatched" {
  cidr_block = "10.0.0.0/16"
}

# ok: alibaba-vpc-no-flow-log
resource "alicloud_vpc" "watched" {
  cidr_block = "10.1.0.0/16"
}

resource "alicloud_vpc_flow_log" "watched" {
  resource_type = "VPC"
  resource_id   = alicloud_vpc.watched.id
}
