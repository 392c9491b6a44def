class OrdersController < ApplicationController
  # ruleid: ruby-csrf-protection-skipped
  skip_before_action :verify_authenticity_token
end
class HooksController < ApplicationController
  # ok: ruby-csrf-protection-skipped
  skip_before_action :verify_authenticity_token, only: :webhook
  # ok: ruby-csrf-protection-skipped
  skip_before_action :authenticate
end
class FormsController < ApplicationController
  # ruleid: ruby-csrf-protection-skipped
  skip_forgery_protection
end
# ruleid: ruby-csrf-protection-skipped
config.action_controller.allow_forgery_protection = false
# ok: ruby-csrf-protection-skipped
config.action_controller.allow_forgery_protection = true
# ruleid: ruby-csrf-protection-skipped
set :protection, false
# ruleid: ruby-csrf-protection-skipped
disable :protection
# ok: ruby-csrf-protection-skipped
enable :protection
