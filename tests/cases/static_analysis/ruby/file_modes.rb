# ruleid: ruby-loose-file-mode
File.chmod(0777, 'config/settings.yml')
# ok: ruby-loose-file-mode
File.chmod(0640, 'config/settings.yml')
# ok: ruby-loose-file-mode
File.chmod(0755, 'bin/run')
# ruleid: ruby-loose-file-mode
FileUtils.chmod(0o666, 'settings.yml')
# ok: ruby-loose-file-mode
FileUtils.chmod(0o644, 'settings.yml')
# ruleid: ruby-loose-file-mode
FileUtils.chmod_R(0777, 'uploads')
# ruleid: ruby-loose-file-mode
Dir.mkdir('uploads', 0777)
# ok: ruby-loose-file-mode
Dir.mkdir('uploads', 0755)
# ruleid: ruby-loose-file-mode
FileUtils.mkdir_p('uploads', mode: 0777)
# ruleid: ruby-loose-file-mode
FileUtils.mkdir('uploads', mode: 0777)
# ok: ruby-loose-file-mode
FileUtils.mkdir_p('uploads', mode: 0750)
# ruleid: ruby-loose-file-mode
File.open('state', 'w', 0666)
# ok: ruby-loose-file-mode
File.open('state', 'w', 0600)
# ruleid: ruby-loose-file-mode
File.umask(0)
# ok: ruby-loose-file-mode
File.umask(0077)

# ruleid: ruby-predictable-temporary-file
File.write('/tmp/report.txt', text)
# ok: ruby-predictable-temporary-file
Tempfile.create('report') { |file| file.write(text) }
# ok: ruby-predictable-temporary-file
File.write("/tmp/report-#{SecureRandom.hex}.txt", text)
# ruleid: ruby-predictable-temporary-file
File.binwrite('/var/tmp/report.bin', data)
# ruleid: ruby-predictable-temporary-file
File.open('/tmp/report.txt', 'w') { |file| file.write(text) }
# ok: ruby-predictable-temporary-file
File.open('/tmp/report.txt', 'r') { |file| file.read }
