"""Infrastructure policy: what templates, manifests, images and pipelines would let an attacker do."""
