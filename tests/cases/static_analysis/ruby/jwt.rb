class ApiController < ApplicationController
  def claims
    # ruleid: ruby-jwt-unverified
    JWT.decode(request.headers['Authorization'], nil, false)
    # ok: ruby-jwt-unverified
    JWT.decode(request.headers['Authorization'], key, true, { algorithm: 'HS256' })
    # ok: ruby-jwt-unverified
    JWT.decode(stored, nil, false)
    # ruleid: ruby-jwt-unverified
    JWT.decode(params[:token], nil, false)

    # ruleid: ruby-jwt-none-algorithm
    JWT.encode(data, nil, 'none')
    # ok: ruby-jwt-none-algorithm
    JWT.encode(data, key, 'HS256')
    # ruleid: ruby-jwt-none-algorithm
    JWT.decode(token, nil, true, { algorithm: 'none' })
    # ruleid: ruby-jwt-none-algorithm
    JWT.decode(token, nil, true, algorithm: 'none')
    # ok: ruby-jwt-none-algorithm
    JWT.decode(token, key, true, algorithm: 'RS256')

    # ruleid: ruby-jwt-hardcoded-secret
    JWT.encode(data, 'my-secret-key', 'HS256')
    # ok: ruby-jwt-hardcoded-secret
    JWT.encode(data, ENV.fetch('JWT_SECRET'), 'HS256')
    # ruleid: ruby-jwt-hardcoded-secret
    JWT.decode(token, 'my-secret-key', true, { algorithm: 'HS256' })
    # ok: ruby-jwt-hardcoded-secret
    JWT.decode(token, Rails.application.credentials.jwt, true, { algorithm: 'HS256' })
  end
end
