class SumsController < ApplicationController
  def show
    # ruleid: ruby-code-injection
    eval(params[:expression])
    # ok: ruby-code-injection
    eval('1 + 1')
    # ok: ruby-code-injection
    eval("x = #{params[:text].inspect}")
    # ruleid: ruby-code-injection
    User.class_eval("def #{params[:name]}; end")
    # ok: ruby-code-injection
    User.class_eval('def a; end')
    # ruleid: ruby-code-injection
    object.instance_eval(params[:code])
    # ruleid: ruby-code-injection
    User.module_eval(params[:code])
    # ruleid: ruby-code-injection
    RubyVM::InstructionSequence.compile(params[:code])
    # ok: ruby-code-injection
    eval("x = #{params[:age].to_i}")
  end
end
