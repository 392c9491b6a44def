class PreviewsController < ApplicationController
  PAGES = { 'about' => 'pages/about' }.freeze

  def show
    # ruleid: ruby-template-injection
    render inline: params[:template]
    # ok: ruby-template-injection
    render plain: params[:template]
    # ruleid: ruby-template-injection
    ERB.new(params[:template]).result
    # ok: ruby-template-injection
    ERB.new(File.read('page.erb')).result_with_hash(text: params[:template])
    # ruleid: ruby-template-injection
    Haml::Engine.new("%p #{params[:text]}")
    # ruleid: ruby-template-injection
    Erubi::Engine.new(params[:text])
    # ruleid: ruby-template-injection
    Erubis::Eruby.new(params[:text])

    # ruleid: ruby-dynamic-render
    render params[:page]
    # ok: ruby-dynamic-render
    render PAGES.fetch(params[:page])
    # ok: ruby-dynamic-render
    render 'pages/about'
    # ruleid: ruby-dynamic-render
    render template: "pages/#{params[:page]}"
    # ok: ruby-dynamic-render
    render template: 'pages/about', locals: { page: params[:page] }
    # ruleid: ruby-dynamic-render
    render file: params[:page]
    # ruleid: ruby-dynamic-render
    render partial: params[:page]
    page = params[:page]
    # ok: ruby-dynamic-render
    render page if PAGES.key?(page)
  end
end

get '/preview' do
  # ruleid: ruby-template-injection
  erb params[:template]
  # ok: ruby-template-injection
  erb :page, locals: { text: params[:template] }
end
get '/haml' do
  # ruleid: ruby-template-injection
  haml params[:template]
end
get '/slim' do
  # ruleid: ruby-template-injection
  slim params[:template]
end
