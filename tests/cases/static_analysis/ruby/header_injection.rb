class PagesController < ApplicationController
  def show
    # ruleid: ruby-header-injection
    response.set_header(params[:name], 'value')
    # ok: ruby-header-injection
    response.set_header('X-Name', params[:name])
    # ruleid: ruby-header-injection
    response.add_header(params[:name], 'value')
    # ok: ruby-header-injection
    response.add_header("X-#{params[:name]}", 'value')
    # ruleid: ruby-header-injection
    headers.merge!(params[:headers])
    # ok: ruby-header-injection
    headers.merge!('X-Name' => 'value')
  end
end
