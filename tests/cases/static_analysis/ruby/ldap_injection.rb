class PeopleController < ApplicationController
  def show
    # ruleid: ruby-ldap-injection
    ldap.search(base: 'ou=people', filter: "(uid=#{params[:uid]})")
    # ok: ruby-ldap-injection
    ldap.search(base: 'ou=people', filter: Net::LDAP::Filter.equals('uid', params[:uid]))
    # ok: ruby-ldap-injection
    ldap.search(base: 'ou=people', filter: "(uid=#{Net::LDAP::Filter.escape(params[:uid])})")
    # ruleid: ruby-ldap-injection
    ldap.search(base: "ou=#{params[:unit]}", scope: 1)
    # ok: ruby-ldap-injection
    ldap.search(base: "ou=#{Net::LDAP::DN.escape(params[:unit])}", scope: 1)
    # ruleid: ruby-ldap-injection
    Net::LDAP::Filter.construct("(uid=#{params[:uid]})")
    # ruleid: ruby-ldap-injection
    Net::LDAP::Filter.from_rfc2254("(uid=#{params[:uid]})")
    # ok: ruby-ldap-injection
    Net::LDAP::Filter.construct('(uid=app)')
    # ruleid: ruby-ldap-injection
    search(filter: "(uid=#{params[:uid]})")
  end
end
