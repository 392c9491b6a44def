# ruleid: ruby-weak-cipher
cipher = OpenSSL::Cipher.new('aes-128-ecb')
# ok: ruby-weak-cipher
cipher = OpenSSL::Cipher.new('aes-256-gcm')
# ruleid: ruby-weak-cipher
cipher = OpenSSL::Cipher.new('DES-EDE3-CBC')
# ruleid: ruby-weak-cipher
cipher = OpenSSL::Cipher::Cipher.new('rc4')
# ruleid: ruby-weak-cipher
cipher = OpenSSL::Cipher::DES.new(:CBC)
# ok: ruby-weak-cipher
cipher = OpenSSL::Cipher::AES256.new(:CBC)
# ruleid: ruby-weak-cipher
cipher = OpenSSL::Cipher::AES.new(128, :ECB)
# ok: ruby-weak-cipher
cipher = OpenSSL::Cipher::AES.new(256, :GCM)

# ruleid: ruby-static-iv
cipher.iv = '1234567890123456'
# ok: ruby-static-iv
cipher.iv = stored_iv
fixed = "\0" * 16
# ruleid: ruby-static-iv
cipher.iv = fixed
# ruleid: ruby-static-iv
cipher.iv = [0, 0, 0, 0].pack('C*')
# ok: ruby-static-iv
cipher.iv = SecureRandom.random_bytes(12)
