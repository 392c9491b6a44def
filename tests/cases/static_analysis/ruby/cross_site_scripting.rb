class PagesController < ApplicationController
  def show
    # ruleid: ruby-xss
    render html: "<p>Hello #{params[:name]}</p>".html_safe
    # ok: ruby-xss
    render html: '<p>Hello</p>'.html_safe
    # ok: ruby-xss
    render html: "<p>Hello #{ERB::Util.html_escape(params[:name])}</p>".html_safe
    # ruleid: ruby-xss
    raw(params[:text])
    # ok: ruby-xss
    raw(sanitize(params[:text]))
    # ruleid: ruby-xss
    buffer.safe_concat(params[:text])
    # ok: ruby-xss
    buffer.concat(params[:text])
    # ruleid: ruby-xss
    ActiveSupport::SafeBuffer.new(params[:text])
    # ok: ruby-xss
    "<p>#{params[:age].to_i}</p>".html_safe
    user = User.find(params[:id])
    # ok: ruby-xss
    "<p>#{user.id}</p>".html_safe
  end
end

class App
  def call(env)
    req = Rack::Request.new(env)
    # ok: ruby-xss
    return [200, { 'Content-Type' => 'text/plain' }, ["Hello #{req.params['name']}"]] if req.head?

    # ruleid: ruby-xss
    [200, { 'Content-Type' => 'text/html' }, ["<p>#{req.params['name']}</p>"]]
  end
end

get '/hello' do
  # ruleid: ruby-xss
  "<h1>Hello #{params['name']}</h1>"
end
get '/plain' do
  # ok: ruby-xss
  "user/#{params['name']}"
end
get '/escaped' do
  # ok: ruby-xss
  "<h1>Hello #{escape_html(params['name'])}</h1>"
end
post '/hello' do
  # ruleid: ruby-xss
  "<h1>Hello #{params['name']}</h1>"
end
