resource "google_container_cluster" "blind" {
  # hit: gcp-gke-monitoring-off
  monitoring_service = "none"
}

resource "google_container_cluster" "ended" {
  # hit: gcp-gke-monitoring-off
  monitoring_service = "monitoring.googleapis.com"
}

resource "google_container_cluster" "watched" {
  # ok: gcp-gke-monitoring-off
  monitoring_service = "monitoring.googleapis.com/kubernetes"
}
