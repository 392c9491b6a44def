class HostsController < ApplicationController
  def ping
    # ruleid: ruby-command-injection
    system("ping -c 1 #{params[:host]}")
    # ok: ruby-command-injection
    system('ping', '-c', '1', params[:host])
    # ok: ruby-command-injection
    system('uptime')
    # ok: ruby-command-injection
    system("ping -c 1 #{Shellwords.escape(params[:host])}")
    # ok: ruby-command-injection
    system("ping -c 1 #{params[:host].shellescape}")
    # ruleid: ruby-command-injection
    out = `ping #{params[:host]}`
    # ok: ruby-command-injection
    out = `uptime`
    # ruleid: ruby-command-injection
    exec('ls ' + params[:folder])
    # ruleid: ruby-command-injection
    IO.popen("ls #{params[:folder]}")
    # ok: ruby-command-injection
    IO.popen(['ls', params[:folder]])
    # ruleid: ruby-command-injection
    Open3.capture3("ls #{params[:folder]}")
    # ok: ruby-command-injection
    Open3.capture3('ls', params[:folder])
    # ruleid: ruby-command-injection
    spawn("ls #{params[:folder]}", chdir: '/srv')
    # ok: ruby-command-injection
    system("sleep #{params[:seconds].to_i}")
    # ruleid: ruby-command-injection
    system('sh', '-c', "ls #{params[:folder]}")
    # ok: ruby-command-injection
    system('sh', 'list.sh', params[:folder])

    # ruleid: ruby-kernel-open
    open(params[:file]).read
    # ok: ruby-kernel-open
    File.open('a.txt').read
    # ok: ruby-kernel-open
    open("/srv/#{params[:file]}")
    # ruleid: ruby-kernel-open
    Kernel.open(params[:file])
    # ruleid: ruby-kernel-open
    IO.read(params[:file])
    # ruleid: ruby-kernel-open
    IO.readlines(params[:file])
    # ok: ruby-kernel-open
    IO.readlines('a.txt')
  end
end

def archive(folder)
  # ruleid: ruby-command-injection-parameter
  system("tar cf archive.tar #{folder}")
  # ok: ruby-command-injection-parameter
  system('tar', 'cf', 'archive.tar', folder)
  # ruleid: ruby-command-injection-parameter
  `ls #{folder}`
  # ok: ruby-command-injection-parameter
  `ls #{folder.shellescape}`
  # ruleid: ruby-command-injection-parameter
  Open3.capture2('ls ' + folder)
  # ok: ruby-command-injection-parameter
  Open3.capture2('ls', folder)
end
