class FeedsController < ApplicationController
  def create
    # ruleid: ruby-xxe, ruby-xml-entities-enabled
    Nokogiri::XML(request.body.read) { |config| config.noent }
    # ok: ruby-xxe, ruby-xml-entities-enabled
    Nokogiri::XML(request.body.read) { |config| config.nonet }
    # ok: ruby-xxe, ruby-xml-entities-enabled
    Nokogiri::XML(request.body.read)
    # ruleid: ruby-xxe
    Nokogiri::XML(params[:xml]) { |config| config.dtdload }
    # ruleid: ruby-xxe, ruby-xml-entities-enabled
    Nokogiri::XML(params[:xml]) { |config| config.noent.dtdload }
    # ok: ruby-xxe
    # ruleid: ruby-xml-entities-enabled
    Nokogiri::XML(File.read('own.xml')) { |config| config.noent }
    # ruleid: ruby-xxe, ruby-xml-entities-enabled
    Nokogiri::XML(params[:xml], nil, nil, Nokogiri::XML::ParseOptions::NOENT)
    # ok: ruby-xxe, ruby-xml-entities-enabled
    Nokogiri::XML(params[:xml], nil, nil, Nokogiri::XML::ParseOptions::NONET)
    # ruleid: ruby-xxe, ruby-xml-entities-enabled
    Nokogiri::XML::Document.parse(params[:xml], nil, nil, Nokogiri::XML::ParseOptions::NOENT)
    # ruleid: ruby-xml-entities-enabled
    LibXML::XML.default_substitute_entities = true
    # ok: ruby-xml-entities-enabled
    LibXML::XML.default_substitute_entities = false
    # ruleid: ruby-xml-entities-enabled
    XML.default_substitute_entities = true
  end
end
