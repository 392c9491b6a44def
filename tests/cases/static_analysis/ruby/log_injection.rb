class SessionsController < ApplicationController
  def create
    # ruleid: ruby-log-injection
    Rails.logger.info("log-in of #{params[:name]}")
    # ok: ruby-log-injection
    Rails.logger.info("log-in of #{params[:name].inspect}")
    # ok: ruby-log-injection
    Rails.logger.info('log-in')
    # ruleid: ruby-log-injection
    logger.warn('log-in of ' + params[:name])
    # ok: ruby-log-injection
    logger.warn('log-in of ' + params[:name].gsub(/[\r\n]/, ''))
    # ok: ruby-log-injection
    logger.warn("log-in of #{params[:id].to_i}")
    # ok: ruby-log-injection
    form.error("bad #{params[:name]}")
  end
end
