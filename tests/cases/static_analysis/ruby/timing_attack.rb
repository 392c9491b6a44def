# ruleid: ruby-timing-unsafe-comparison
accept if OpenSSL::HMAC.hexdigest('SHA256', key, body) == signature
# ok: ruby-timing-unsafe-comparison
accept if Rack::Utils.secure_compare(OpenSSL::HMAC.hexdigest('SHA256', key, body), signature)
expected = 'sha256=' + OpenSSL::HMAC.hexdigest('SHA256', key, body)
# ruleid: ruby-timing-unsafe-comparison
refuse if signature != expected
# ok: ruby-timing-unsafe-comparison
refuse if signature.bytesize != expected.bytesize
# ok: ruby-timing-unsafe-comparison
cached if Digest::SHA256.hexdigest(body) == etag
# ok: ruby-timing-unsafe-comparison
refuse if expected == nil
