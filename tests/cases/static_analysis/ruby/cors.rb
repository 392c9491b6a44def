class ApiController < ApplicationController
  def allow
    # ruleid: ruby-cors-reflected-origin
    headers['Access-Control-Allow-Origin'] = request.headers['Origin']
    # ok: ruby-cors-reflected-origin
    headers['Access-Control-Allow-Origin'] = 'https://example.com'
    # ruleid: ruby-cors-reflected-origin
    response.headers['Access-Control-Allow-Origin'] = request.env['HTTP_ORIGIN']
    # ruleid: ruby-cors-reflected-origin
    response.set_header('Access-Control-Allow-Origin', request.headers['Origin'])
    # ok: ruby-cors-reflected-origin
    response.set_header('X-Origin', request.headers['Origin'])
    origin = request.headers['Origin']
    # ok: ruby-cors-reflected-origin
    headers['Access-Control-Allow-Origin'] = origin if ORIGINS.include?(origin)
  end
end
