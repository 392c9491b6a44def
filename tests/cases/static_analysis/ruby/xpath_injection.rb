class UsersController < ApplicationController
  def show
    # ruleid: ruby-xpath-injection
    doc.xpath("//user[@name='#{params[:name]}']")
    # ok: ruby-xpath-injection
    doc.xpath('//user[@name=$name]', nil, { name: params[:name] })
    # ruleid: ruby-xpath-injection
    doc.at_xpath("//user[@id=#{params[:id]}]")
    # ok: ruby-xpath-injection
    doc.at_xpath("//user[@id=#{params[:id].to_i}]")
    # ruleid: ruby-xpath-injection
    REXML::XPath.first(doc, "//user[@name='#{params[:name]}']")
    # ok: ruby-xpath-injection
    REXML::XPath.first(doc, '//user')
  end
end
