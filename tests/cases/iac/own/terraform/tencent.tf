# hit: tencent-cluster-secrets-not-encrypted
resource "tencentcloud_kubernetes_cluster" "plain" {
  cluster_name = "plain"
}

# ok: tencent-cluster-secrets-not-encrypted
resource "tencentcloud_kubernetes_cluster" "encrypted" {
  cluster_name = "encrypted"
}

resource "tencentcloud_kubernetes_encryption_protection" "encrypted" {
  cluster_id = tencentcloud_kubernetes_cluster.encrypted.id
}
