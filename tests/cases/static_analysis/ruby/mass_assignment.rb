class UsersController < ApplicationController
  def create
    # ruleid: ruby-mass-assignment
    User.create(params[:user].to_unsafe_h)
    # ok: ruby-mass-assignment
    User.create(params.require(:user).permit(:name, :email))
    # ruleid: ruby-mass-assignment
    User.new(params.to_unsafe_hash)
    # ok: ruby-mass-assignment
    User.new(name: params[:name])
    # ok: ruby-mass-assignment
    UserForm.new(params.to_unsafe_h)
    # ruleid: ruby-mass-assignment, ruby-permit-all
    user.update(params.require(:user).permit!)
    # ok: ruby-mass-assignment
    user.update(params.to_unsafe_h.slice('name'))

    # ruleid: ruby-permit-all
    params.permit!
    # ruleid: ruby-permit-all
    params[:user].permit!
    # ok: ruby-permit-all
    params[:user].permit(:name)
    # ruleid: ruby-permit-all
    ActionController::Parameters.permit_all_parameters = true
    # ok: ruby-permit-all
    ActionController::Parameters.permit_all_parameters = false

    # ruleid: ruby-permit-privilege
    params.require(:user).permit(:name, :admin)
    # ok: ruby-permit-privilege
    params.require(:user).permit(:name, :email)
  end
end

module Admin
  class UsersController < ApplicationController
    def create
      # ok: ruby-permit-privilege
      params.require(:user).permit(:name, :role)
    end
  end
end

class Admin::PeopleController < ApplicationController
  def create
    # ok: ruby-permit-privilege
    params.require(:user).permit(:name, :role)
  end
end

post '/users' do
  # ruleid: ruby-mass-assignment
  User.create(params)
  # ok: ruby-mass-assignment
  User.create(params.slice('name'))
end
put '/users' do
  # ruleid: ruby-mass-assignment
  user.update(params)
end
