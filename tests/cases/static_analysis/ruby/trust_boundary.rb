class SessionsController < ApplicationController
  def create
    # ruleid: ruby-trust-boundary
    session[:user_id] = params[:user_id]
    # ruleid: ruby-trust-boundary
    session['role'] = params[:role].to_i
    # ok: ruby-trust-boundary
    session[:theme] = params[:theme]
    user = User.find_by(name: params[:name])
    # ok: ruby-trust-boundary
    session[:user_id] = user.id
    # ok: ruby-trust-boundary
    session[:user_id] = User.authenticate_by(name: params[:name], password: params[:password]).id
  end
end
