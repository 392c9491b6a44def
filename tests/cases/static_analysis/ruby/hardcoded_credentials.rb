# ruleid: ruby-hardcoded-password
Mysql2::Client.new(host: 'db', username: 'app', password: 'Tr0ub4dor')
# ok: ruby-hardcoded-password
Mysql2::Client.new(host: 'db', username: 'app', password: ENV.fetch('DB_PASSWORD'))
# ok: ruby-hardcoded-password
Mysql2::Client.new(host: 'localhost', username: 'root', password: 'root')
# ruleid: ruby-hardcoded-password
PG.connect(host: 'db', password: 'Tr0ub4dor')
class PagesController < ApplicationController
  # ruleid: ruby-hardcoded-password
  http_basic_authenticate_with name: 'admin', password: 'Tr0ub4dor'
end
class OrdersController < ApplicationController
  # ok: ruby-hardcoded-password
  http_basic_authenticate_with name: 'admin', password: ENV.fetch('PASSWORD')
end
# ruleid: ruby-hardcoded-password
request.basic_auth('app', 'Tr0ub4dor')
# ok: ruby-hardcoded-password
request.basic_auth('app', password)

# ruleid: ruby-hardcoded-session-secret
set :session_secret, 'a long secret that is in the code'
# ok: ruby-hardcoded-session-secret
set :session_secret, ENV.fetch('SESSION_SECRET')
# ruleid: ruby-hardcoded-session-secret
Rails.application.config.secret_key_base = '0123456789abcdef'
# ok: ruby-hardcoded-session-secret
Rails.application.config.secret_key_base = ENV.fetch('SECRET_KEY_BASE')
# ruleid: ruby-hardcoded-session-secret
Rails.application.config.secret_token = '0123456789abcdef'
# ruleid: ruby-hardcoded-session-secret
config.secret_key = '0123456789abcdef'
# ruleid: ruby-hardcoded-session-secret
use Rack::Session::Cookie, key: 'rack.session', secret: '0123456789abcdef'
# ok: ruby-hardcoded-session-secret
use Rack::Session::Cookie, key: 'rack.session', secret: ENV.fetch('SECRET')

# ruleid: ruby-hardcoded-key
OpenSSL::HMAC.hexdigest('SHA256', 'shared-secret-1', body)
# ok: ruby-hardcoded-key
OpenSSL::HMAC.hexdigest('SHA256', ENV.fetch('MAC_KEY'), body)
# ok: ruby-hardcoded-key
OpenSSL::HMAC.hexdigest('SHA256', ENV['MAC_KEY_OF_SHOP'], body)
key = Base64.decode64('c2hhcmVkLXNlY3JldC0x')
# ruleid: ruby-hardcoded-key
ActiveSupport::MessageEncryptor.new(key)
# ok: ruby-hardcoded-key
ActiveSupport::MessageEncryptor.new(load_key('payments'))
# ruleid: ruby-hardcoded-key
ActiveSupport::MessageVerifier.new('shared-secret-1')
# ruleid: ruby-hardcoded-key
cipher.key = '0123456789abcdef'
# ok: ruby-hardcoded-key
cipher.key = stored_key
