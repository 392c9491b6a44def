module "branch_of_git" {
  # hit: terraform-module-not-pinned
  source = "git::https://git.example.org/modules/network.git"
}

module "main_branch" {
  # hit: terraform-module-not-pinned
  source = "git::ssh://git@git.example.org/modules/network.git//vpc?ref=main"
}

module "tag" {
  # ok: terraform-module-not-pinned
  source = "git::https://git.example.org/modules/network.git?ref=v1.4.2"
}

# ok: terraform-module-version-missing
module "github" {
  # hit: terraform-module-not-pinned
  source = "github.com/example/terraform-network"
}

# hit: terraform-module-version-missing
module "registry" {
  # ok: terraform-module-not-pinned
  source = "terraform-aws-modules/vpc/aws"
}

# hit: terraform-module-version-missing
module "private_registry" {
  source = "app.terraform.io/example/vpc/aws"
}

# ok: terraform-module-version-missing
module "registry_at_a_version" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.13.0"
}

# ok: terraform-module-version-missing
module "folder" {
  # ok: terraform-module-not-pinned
  source = "./modules/vpc/aws"
}
