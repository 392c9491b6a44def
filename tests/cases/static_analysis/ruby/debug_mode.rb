# ruleid: ruby-debug-mode
set :show_exceptions, true
# ok: ruby-debug-mode
set :show_exceptions, false
configure :development do
  # ok: ruby-debug-mode
  set :show_exceptions, true
end
# ruleid: ruby-debug-mode
enable :show_exceptions
# ruleid: ruby-debug-mode
enable :dump_errors, :show_exceptions
# ok: ruby-debug-mode
enable :sessions
# ruleid: ruby-debug-mode
set :environment, :development
# ok: ruby-debug-mode
set :environment, :production

def show
  # ruleid: ruby-debugger-left
  binding.pry
  # ruleid: ruby-debugger-left
  binding.irb
  # ruleid: ruby-debugger-left
  binding.break
  # ruleid: ruby-debugger-left
  byebug
  # ruleid: ruby-debugger-left
  debugger
  # ok: ruby-debugger-left
  binding.local_variables
end
# ok: ruby-debugger-left
gem 'byebug'
