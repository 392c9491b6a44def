class FilesController < ApplicationController
  def show
    # ruleid: ruby-path-traversal
    send_file(File.join('/srv/files', params[:name]))
    # ok: ruby-path-traversal
    send_file(File.join('/srv/files', File.basename(params[:name])))
    # ok: ruby-path-traversal
    send_file('/srv/files/a.txt', filename: params[:name])
    # ruleid: ruby-path-traversal
    send_file "files/#{params[:name]}"
    # ruleid: ruby-path-traversal
    File.read("files/#{params[:name]}")
    # ok: ruby-path-traversal
    File.write('a.txt', params[:text])
    # ok: ruby-path-traversal
    File.read("files/#{params[:id].to_i}.txt")
    # ruleid: ruby-path-traversal
    FileUtils.rm_rf(Rails.root.join('tmp', params[:folder]))
    # ok: ruby-path-traversal
    FileUtils.rm_rf(Rails.root.join('tmp', 'cache'))
    # ruleid: ruby-path-traversal
    Rails.root.join('files', params[:name]).read
    # ok: ruby-path-traversal
    Rails.root.join('files', 'a.txt').read
    # ok: ruby-path-traversal
    File.read(params[:upload].path)
    # ok: ruby-path-traversal
    File.read("files/#{params[:name].gsub(/[^a-z]/, '')}")
    # ruleid: ruby-path-traversal
    Dir.glob("files/#{params[:name]}/*")
  end

  def checked
    path = File.expand_path(params[:name], '/srv/files')
    raise 'bad path' unless path.start_with?('/srv/files/')

    # ok: ruby-path-traversal
    send_file(path)
    other = File.expand_path(params[:name], '/srv/files')
    # ruleid: ruby-path-traversal
    send_file(other)
  end
end

Zip::File.open('a.zip') do |zip|
  zip.each do |entry|
    # ruleid: ruby-zip-slip
    File.write(File.join('out', entry.name), entry.get_input_stream.read)
    # ok: ruby-zip-slip
    File.write(File.join('out', File.basename(entry.name)), entry.get_input_stream.read)
    # ruleid: ruby-zip-slip
    entry.extract("out/#{entry.name}")
    # ok: ruby-zip-slip
    entry.extract('out/a.txt')
    # ruleid: ruby-zip-slip
    zip.extract(entry, File.join('out', entry.name))
    target = File.expand_path(entry.name, '/srv/out')
    next unless target.start_with?('/srv/out/')

    # ok: ruby-zip-slip
    zip.extract(entry, target)
  end
end
tar.each do |entry|
  # ruleid: ruby-zip-slip
  FileUtils.mkdir_p(File.join('out', entry.full_name))
end
