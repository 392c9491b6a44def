# ruleid: ruby-weak-hash
mac = OpenSSL::HMAC.hexdigest('MD5', key, body)
# ok: ruby-weak-hash
mac = OpenSSL::HMAC.hexdigest('SHA256', key, body)
# ruleid: ruby-weak-hash
digest = OpenSSL::Digest.new('SHA1')
# ok: ruby-weak-hash
digest = OpenSSL::Digest.new('SHA512')
# ruleid: ruby-weak-hash
digest = OpenSSL::Digest('md5')
# ruleid: ruby-weak-hash
digest = OpenSSL::Digest::MD5.new
# ruleid: ruby-weak-hash
digest = OpenSSL::Digest::SHA1.new
# ok: ruby-weak-hash
digest = OpenSSL::Digest::SHA256.new
# ruleid: ruby-weak-hash
signature = Digest::SHA1.hexdigest(body + key)
# ok: ruby-weak-hash
cache_key = Digest::SHA1.hexdigest(body)

# ruleid: ruby-weak-password-hash
hash = Digest::SHA256.hexdigest(password)
# ok: ruby-weak-password-hash
hash = BCrypt::Password.create(password)
# ok: ruby-weak-password-hash
etag = Digest::SHA256.hexdigest(page)
# ruleid: ruby-weak-password-hash
hash = Digest::MD5.hexdigest(params[:password] + salt)
# ok: ruby-weak-password-hash
hash = Digest::MD5.hexdigest(params[:name] + salt)
# ruleid: ruby-weak-password-hash
hash = Digest::SHA1.base64digest(user.password)
# ok: ruby-weak-password-hash
hash = Digest::SHA1.base64digest(user.name)
