resource "google_secret_manager_secret_iam_member" "everyone" {
  role = "roles/secretmanager.secretAccessor"
  # hit: gcp-iam-public
  member = "allAuthenticatedUsers"
}

resource "google_project_iam_binding" "mixed" {
  role = "roles/viewer"
  members = [
    "group:developers@example.com",
    # hit: gcp-iam-role-to-single-user
    "user:jane@example.com",
    # hit: gcp-iam-public
    "allUsers",
  ]
}

resource "google_project_iam_member" "group" {
  role = "roles/compute.viewer"
  # ok: gcp-iam-public gcp-iam-role-to-single-user gcp-service-account-admin-role
  member = "group:developers@example.com"
}

resource "google_project_iam_binding" "service" {
  role = "roles/storage.admin"
  # hit: gcp-service-account-admin-role
  members = ["serviceAccount:app@example.iam.gserviceaccount.com"]
}

resource "google_project_iam_binding" "service_reads" {
  role = "roles/storage.objectViewer"
  # ok: gcp-service-account-admin-role
  members = ["serviceAccount:app@example.iam.gserviceaccount.com"]
}

resource "google_project_iam_member" "keys" {
  # hit: gcp-service-account-administration-project
  role   = "roles/iam.serviceAccountKeyAdmin"
  member = "group:platform@example.com"
}

resource "google_project_iam_member" "reviews" {
  # ok: gcp-service-account-administration-project
  role   = "roles/iam.securityReviewer"
  member = "group:platform@example.com"
}

resource "google_kms_crypto_key_iam_member" "everyone" {
  role = "roles/cloudkms.cryptoKeyDecrypter"
  # hit: gcp-kms-key-public
  member = "allUsers"
}

resource "google_kms_crypto_key_iam_member" "app" {
  role = "roles/cloudkms.cryptoKeyDecrypter"
  # ok: gcp-kms-key-public
  member = "serviceAccount:app@example.iam.gserviceaccount.com"
}

data "google_iam_policy" "everyone" {
  binding {
    role = "roles/cloudkms.cryptoKeyDecrypter"
    # hit: gcp-iam-policy-public
    members = ["allUsers"]
  }
}

resource "google_kms_key_ring_iam_policy" "everyone" {
  # hit: gcp-kms-key-public
  policy_data = data.google_iam_policy.everyone.policy_data
}

data "google_iam_policy" "both" {
  binding {
    role    = "roles/cloudkms.admin"
    members = ["group:keys@example.com"]
  }
  binding {
    # hit: gcp-kms-administration-and-use
    role    = "roles/cloudkms.cryptoKeyDecrypter"
    members = ["group:keys@example.com"]
  }
}

data "google_iam_policy" "one" {
  binding {
    # ok: gcp-kms-administration-and-use
    role    = "roles/cloudkms.cryptoKeyDecrypter"
    members = ["group:app@example.com"]
  }
}

resource "google_kms_key_ring_iam_policy" "one" {
  # ok: gcp-kms-key-public
  policy_data = data.google_iam_policy.one.policy_data
}

# hit: gcp-service-account-key-created
resource "google_service_account_key" "ci" {
  service_account_id = google_service_account.ci.name
}

# ok: gcp-service-account-key-created
resource "google_service_account_key" "uploaded" {
  service_account_id = google_service_account.ci.name
  public_key_data    = filebase64("ci.pem")
}

resource "google_cloud_run_v2_service_iam_member" "everyone" {
  # hit: gcp-cloud-run-public
  member = "allUsers"
}

resource "google_cloud_run_v2_service_iam_member" "caller" {
  # ok: gcp-cloud-run-public
  member = "serviceAccount:caller@example.iam.gserviceaccount.com"
}

resource "google_cloudfunctions2_function_iam_member" "anyone_with_an_account" {
  # hit: gcp-function-public
  member = "allAuthenticatedUsers"
}

resource "google_cloudfunctions2_function_iam_member" "caller" {
  # ok: gcp-function-public
  member = "serviceAccount:caller@example.iam.gserviceaccount.com"
}

resource "google_storage_bucket_access_control" "everyone" {
  # hit: gcp-bucket-public
  entity = "allUsers"
}

resource "google_storage_bucket_acl" "list" {
  # hit: gcp-bucket-public
  role_entity = ["OWNER:user-jane@example.com", "READER:allUsers"]
}

resource "google_storage_bucket_acl" "word" {
  # hit: gcp-bucket-public
  predefined_acl = "publicRead"
}

resource "google_storage_bucket_acl" "private" {
  # ok: gcp-bucket-public
  predefined_acl = "projectPrivate"
}

resource "google_bigquery_dataset_access" "everyone" {
  # hit: gcp-bigquery-dataset-public
  special_group = "allAuthenticatedUsers"
}

resource "google_bigquery_dataset_access" "readers" {
  # ok: gcp-bigquery-dataset-public
  special_group = "projectReaders"
}

data "google_iam_policy" "website" {
  binding {
    role = "roles/run.invoker"
    # hit: gcp-cloud-run-public
    # ok: gcp-iam-policy-public
    members = ["allUsers"]
  }
}
