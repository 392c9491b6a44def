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

module "registry" {
  # ok: terraform-module-not-pinned
  source  = "example/network/azurerm"
  version = "1.4.2"
}
