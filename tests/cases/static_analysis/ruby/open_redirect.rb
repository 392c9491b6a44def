class SessionsController < ApplicationController
  def create
    # ruleid: ruby-open-redirect
    redirect_to params[:next]
    # ok: ruby-open-redirect
    redirect_to url_from(params[:next]) || root_path
    # ok: ruby-open-redirect
    redirect_to root_path
    # ruleid: ruby-open-redirect
    redirect_to params[:next], allow_other_host: true
    # ok: ruby-open-redirect
    redirect_to params[:next], allow_other_host: false
    # ok: ruby-open-redirect
    redirect_to user_path(params[:id])
    # ok: ruby-open-redirect
    redirect_to "/users/#{params[:id]}"
    # ruleid: ruby-open-redirect
    redirect_to "https://#{params[:host]}/home"
    # ok: ruby-open-redirect
    redirect_to action: :index, id: params[:id]
    # ok: ruby-open-redirect
    redirect_to URI.parse(params[:next]).path
    # ok: ruby-open-redirect
    redirect_to User.find(params[:id])
    # ruleid: ruby-open-redirect
    redirect_to cookies[:return_to]
  end

  def checked
    target = params[:next]
    return redirect_to(root_path) unless target.start_with?('https://example.com/')

    # ok: ruby-open-redirect
    redirect_to target
  end
end

get '/go' do
  # ruleid: ruby-open-redirect
  redirect params[:to]
  # ok: ruby-open-redirect
  redirect '/home'
end
