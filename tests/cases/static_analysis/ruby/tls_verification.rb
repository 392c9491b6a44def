# ruleid: ruby-tls-verification-disabled
http.verify_mode = OpenSSL::SSL::VERIFY_NONE
# ok: ruby-tls-verification-disabled
http.verify_mode = OpenSSL::SSL::VERIFY_PEER

# ruleid: ruby-tls-verification-option-off
Faraday.new(url: 'https://example.com', ssl: { verify: false })
# ok: ruby-tls-verification-option-off
Faraday.new(url: 'https://example.com', ssl: { verify: true })
# ruleid: ruby-tls-verification-option-off
HTTParty.get('https://example.com', verify: false)
# ok: ruby-tls-verification-option-off
JSON.generate(1, verify: false)
# ruleid: ruby-tls-verification-option-off
Excon.new('https://example.com', ssl_verify_peer: false)
# ok: ruby-tls-verification-option-off
Excon.new('https://example.com', ssl_verify_peer: true)
# ruleid: ruby-tls-verification-option-off
RestClient::Request.execute(method: :get, url: url, verify_ssl: false)
# ok: ruby-tls-verification-option-off
RestClient::Request.execute(method: :get, url: url, verify_ssl: true)
# ruleid: ruby-tls-verification-option-off
Typhoeus.get('https://example.com', ssl_verifypeer: false)
# ruleid: ruby-tls-verification-option-off
Excon.defaults[:ssl_verify_peer] = false
# ok: ruby-tls-verification-option-off
Excon.defaults[:ssl_verify_peer] = true
