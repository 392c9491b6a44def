class ReportsController < ApplicationController
  REPORTS = { 'sales' => SalesReport }.freeze

  def show
    # ruleid: ruby-unsafe-reflection
    params[:type].constantize.new
    # ok: ruby-unsafe-reflection
    REPORTS.fetch(params[:type]).new
    # ok: ruby-unsafe-reflection
    'SalesReport'.constantize.new
    # ruleid: ruby-unsafe-reflection
    params[:type].classify.safe_constantize
    # ruleid: ruby-unsafe-reflection
    Object.const_get(params[:type])
    # ruleid: ruby-unsafe-reflection
    user.send(params[:method])
    # ok: ruby-unsafe-reflection
    user.send(:name, params[:value])
    # ok: ruby-unsafe-reflection
    user.send("show_#{params[:method]}")
    # ruleid: ruby-unsafe-reflection
    user.public_send(params[:method], 1)
    # ruleid: ruby-unsafe-reflection
    user.__send__(params[:method])
    # ruleid: ruby-unsafe-reflection
    user.try(params[:method])
    # ruleid: ruby-unsafe-reflection
    send(params[:method])
    # ruleid: ruby-unsafe-reflection
    user.method(params[:method]).call
    name = params[:name]
    # ok: ruby-unsafe-reflection
    user.send(name) if %w[name age].include?(name)
  end
end
