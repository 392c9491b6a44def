class SessionsController < ApplicationController
  def create
    # ruleid: ruby-cookie-flags-off
    cookies[:token] = { value: token, httponly: false }
    # ok: ruby-cookie-flags-off
    cookies[:token] = { value: token, httponly: true, secure: true }
    # ok: ruby-cookie-flags-off
    cookies[:theme] = { value: 'dark', httponly: false }
    # ruleid: ruby-cookie-flags-off
    cookies[:session] = { value: token, secure: false }
    # ruleid: ruby-cookie-flags-off
    cookies.permanent[:auth] = { value: token, httponly: false }
    # ruleid: ruby-cookie-flags-off
    cookies.signed[:auth] = { value: token, secure: false }

    # ruleid: ruby-cookie-flags-missing
    cookies[:auth_token] = user.token
    # ok: ruby-cookie-flags-missing
    cookies[:auth_token] = { value: user.token, httponly: true, secure: true }
    # ok: ruby-cookie-flags-missing
    cookies[:theme] = 'dark'
    # ok: ruby-cookie-flags-missing
    cookies[:auth_token] = nil
    # ruleid: ruby-cookie-flags-missing
    cookies.permanent[:remember_me] = user.token
  end
end
# ruleid: ruby-cookie-flags-off
Rails.application.config.session_store :cookie_store, key: 'a', httponly: false
# ruleid: ruby-cookie-flags-off
Rails.application.config.session_store :cookie_store, key: 'a', secure: false
# ok: ruby-cookie-flags-off
Rails.application.config.session_store :cookie_store, key: 'a', secure: true
# ruleid: ruby-cookie-flags-off
use Rack::Session::Cookie, secret: secret, httponly: false
# ruleid: ruby-cookie-flags-off
config.force_ssl = false
# ok: ruby-cookie-flags-off
config.force_ssl = true
