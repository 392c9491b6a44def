class ProxyController < ApplicationController
  def show
    # ruleid: ruby-ssrf
    Net::HTTP.get(URI(params[:url]))
    # ok: ruby-ssrf
    Net::HTTP.get(URI('https://api.example.com/items'))
    # ok: ruby-ssrf
    Net::HTTP.get(URI("https://api.example.com/items/#{params[:item]}"))
    # ruleid: ruby-ssrf
    HTTParty.get("http://#{params[:host]}/items")
    # ok: ruby-ssrf
    HTTParty.get('https://api.example.com', query: { q: params[:q] })
    # ruleid: ruby-ssrf
    RestClient.post(params[:webhook], 'text')
    # ruleid: ruby-ssrf
    Faraday.get(params[:url])
    # ruleid: ruby-ssrf
    Faraday.new(url: params[:url])
    # ok: ruby-ssrf
    Faraday.new(url: 'https://api.example.com')
    # ruleid: ruby-ssrf
    URI.open(params[:url])
    # ok: ruby-ssrf
    URI.open('https://example.com')
    # ruleid: ruby-ssrf
    URI.parse(params[:url]).open
    # ruleid: ruby-ssrf
    URI.parse(params[:url]).read
    # ruleid: ruby-ssrf
    URI(params[:url]).open
    # ruleid: ruby-ssrf
    OpenURI.open_uri(params[:url])
    # ruleid: ruby-ssrf
    RestClient::Request.execute(method: :get, url: params[:url])
    # ok: ruby-ssrf
    Rails.cache.get(params[:url])
    uri = URI.parse(params[:url])
    return unless HOSTS.include?(uri.host)

    # ok: ruby-ssrf
    Net::HTTP.get(uri)
  end
end
