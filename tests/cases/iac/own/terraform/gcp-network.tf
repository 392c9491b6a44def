resource "google_compute_firewall" "ssh" {
  allow {
    protocol = "tcp"
    ports    = ["20-30"]
  }
  # hit: gcp-firewall-ssh-open
  source_ranges = ["10.0.0.0/8", "::/0"]
}

resource "google_compute_firewall" "ssh_from_proxy" {
  allow {
    protocol = "tcp"
    ports    = ["22", "3389"]
  }
  # ok: gcp-firewall-ssh-open gcp-firewall-rdp-open
  source_ranges = ["35.235.240.0/20"]
}

resource "google_compute_firewall" "ssh_out" {
  direction = "EGRESS"
  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
  # ok: gcp-firewall-ssh-open
  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "rdp" {
  allow {
    protocol = "tcp"
    ports    = ["443", "3389"]
  }
  # hit: gcp-firewall-rdp-open
  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "everything" {
  allow {
    protocol = "tcp"
  }
  # hit: gcp-firewall-all-ports-open
  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "switched_off" {
  disabled = true
  allow {
    protocol = "all"
  }
  # ok: gcp-firewall-all-ports-open
  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "ping" {
  allow {
    protocol = "icmp"
  }
  # ok: gcp-firewall-all-ports-open
  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "search" {
  allow {
    protocol = "tcp"
    ports    = ["9200"]
  }
  # hit: gcp-firewall-service-port-open
  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "web" {
  allow {
    protocol = "tcp"
    # ok: gcp-network-all-ports-open
    ports = ["443", "8443"]
  }
  # ok: gcp-firewall-service-port-open gcp-firewall-all-ports-open
  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "inside" {
  allow {
    protocol = "tcp"
    # hit: gcp-network-all-ports-open
    ports = ["0-65535"]
  }
  source_ranges = ["10.0.0.0/8"]
}

# hit: gcp-ssl-policy-weak
resource "google_compute_ssl_policy" "old" {
  profile = "MODERN"
}

resource "google_compute_ssl_policy" "older" {
  profile = "MODERN"
  # hit: gcp-ssl-policy-weak
  min_tls_version = "TLS_1_1"
}

resource "google_compute_ssl_policy" "new" {
  profile = "MODERN"
  # ok: gcp-ssl-policy-weak
  min_tls_version = "TLS_1_2"
}
