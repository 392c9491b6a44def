module "floating" {
  # hit: terraform-module-not-pinned
  source = "git::https://example.com/network.git//subnet"
}

module "branch" {
  # hit: terraform-module-not-pinned
  source = "github.com/example/network?ref=main"
}

module "pinned" {
  # ok: terraform-module-not-pinned
  source = "git::https://example.com/network.git?ref=v1.4.2"
}

# hit: terraform-module-version-missing
module "newest" {
  source = "example/network/azurerm"
}

# ok: terraform-module-version-missing
module "local" {
  source = "./network/subnet/small"
}

# ok: terraform-module-version-missing
module "registry" {
  # ok: terraform-module-not-pinned
  source  = "example/network/azurerm"
  version = "1.4.2"
}

variable "token" {
  sensitive = true
}

provider "linode" {
  # hit: terraform-provider-credential
  token = "7f3c9d1e5b8a4f6092c7d8e1"
}

provider "panos" {
  # ok: terraform-provider-credential
  password = var.token
}

provider "datadog" {
  # ok: terraform-provider-credential
  api_key = "dummy-for-tests-only"
}
