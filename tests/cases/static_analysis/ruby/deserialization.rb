class ProfilesController < ApplicationController
  def show
    # ruleid: ruby-unsafe-deserialization
    Marshal.load(Base64.decode64(cookies[:profile]))
    # ok: ruby-unsafe-deserialization
    JSON.parse(Base64.decode64(cookies[:profile]))
    # ok: ruby-unsafe-deserialization
    Marshal.load(File.binread('state'))
    # ruleid: ruby-unsafe-deserialization
    Marshal.restore(params[:state])
    # ruleid: ruby-unsafe-deserialization
    YAML.load(params[:profile])
    # ok: ruby-unsafe-deserialization
    YAML.safe_load(params[:profile])
    # ruleid: ruby-unsafe-deserialization
    YAML.unsafe_load(request.body.read)
    # ruleid: ruby-unsafe-deserialization
    Psych.unsafe_load(params[:profile])
    # ruleid: ruby-unsafe-deserialization
    Psych.load(params[:profile])
    # ruleid: ruby-unsafe-deserialization
    Oj.object_load(params[:profile])
    # ruleid: ruby-unsafe-deserialization
    Oj.load(params[:profile], mode: :object)
    # ok: ruby-unsafe-deserialization
    Oj.load(params[:profile], mode: :strict)
  end
end

def round_trip
  # ok: ruby-unsafe-deserialization
  Marshal.load(Marshal.dump(params))
end
