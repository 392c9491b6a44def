variable "password" {
  sensitive = true
}

resource "google_compute_instance" "old" {
  metadata = {
    # hit: gcp-os-login-off
    enable-oslogin = "FALSE"
    # hit: gcp-vm-serial-port
    serial-port-enable = "1"
  }
  shielded_instance_config {
    # hit: gcp-vm-not-shielded
    enable_vtpm = false
  }
}

resource "google_compute_instance" "new" {
  metadata = {
    # ok: gcp-os-login-off
    enable-oslogin = "TRUE"
    # ok: gcp-vm-serial-port
    serial-port-enable = "0"
  }
  shielded_instance_config {
    # ok: gcp-vm-not-shielded
    enable_vtpm = true
  }
}

resource "google_compute_project_metadata_item" "login" {
  key = "enable-oslogin"
  # hit: gcp-os-login-off
  value = "false"
}

resource "google_compute_project_metadata_item" "serial" {
  key = "serial-port-enable"
  # hit: gcp-vm-serial-port
  # ok: gcp-os-login-off
  value = "true"
}

resource "google_container_cluster" "old" {
  master_auth {
    # hit: gcp-gke-basic-authentication
    password = "an-example-of-a-password"
  }
  addons_config {
    network_policy_config {
      # hit: gcp-gke-network-policy-off
      disabled = true
    }
  }
  private_cluster_config {
    # hit: gcp-gke-nodes-public
    enable_private_nodes = false
  }
  node_config {
    # hit: gcp-gke-node-image
    image_type = "UBUNTU_CONTAINERD"
  }
}

resource "google_container_cluster" "new" {
  datapath_provider = "ADVANCED_DATAPATH"
  master_auth {
    # ok: gcp-gke-basic-authentication
    password = ""
  }
  addons_config {
    network_policy_config {
      # ok: gcp-gke-network-policy-off
      disabled = true
    }
  }
  private_cluster_config {
    # ok: gcp-gke-nodes-public
    enable_private_nodes = true
  }
  node_config {
    # ok: gcp-gke-node-image
    image_type = "cos_containerd"
  }
}

resource "google_container_node_pool" "default_account" {
  # hit: gcp-gke-default-service-account
  node_config {
    machine_type = "e2-medium"
  }
}

resource "google_container_node_pool" "own_account" {
  # ok: gcp-gke-default-service-account
  node_config {
    service_account = google_service_account.nodes.email
  }
}

resource "google_sql_user" "written" {
  # hit: gcp-password-in-template
  password = "an-example-of-a-password"
}

resource "google_sql_user" "given" {
  # ok: gcp-password-in-template
  password = var.password
}
