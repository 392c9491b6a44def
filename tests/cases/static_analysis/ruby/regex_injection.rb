class NamesController < ApplicationController
  def index
    # ruleid: ruby-regex-injection
    Regexp.new(params[:q])
    # ok: ruby-regex-injection
    Regexp.new(Regexp.escape(params[:q]))
    # ok: ruby-regex-injection
    Regexp.new('^a').match?(params[:q])
    # ruleid: ruby-regex-injection
    Regexp.compile("^#{params[:q]}")
    # ruleid: ruby-regex-injection
    names.grep(/^#{params[:q]}/)
    # ok: ruby-regex-injection
    names.grep(/^#{Regexp.escape(params[:q])}/)
    # ok: ruby-regex-injection
    params[:q] =~ /^a/
  end
end
