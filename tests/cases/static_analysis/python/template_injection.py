import bottle
import jinja2
import mako.template
import tornado.template
from django.template import Template
from flask import render_template, render_template_string, request
from jinja2.sandbox import SandboxedEnvironment


def render(environment):
    name = request.args["name"]
    # ruleid: python-template-injection
    render_template_string("Hello " + name)
    # ruleid: python-template-injection
    jinja2.Template("Hello " + name)
    # ruleid: python-template-injection
    environment.from_string("Hello " + name)
    # ruleid: python-template-injection
    Template("Hello " + name)
    # ruleid: python-template-injection
    mako.template.Template("Hello " + name)
    # ruleid: python-template-injection
    tornado.template.Template(name)
    # ruleid: python-template-injection
    bottle.template(name)
    # ok: python-template-injection
    render_template_string("Hello {{ name }}", name=name)
    # ok: python-template-injection
    jinja2.Template("Hello {{ name }}").render(name=name)
    # ok: python-template-injection
    render_template("hello.html", name=name)


def from_parameters(text):
    # ruleid: python-template-from-parameter
    jinja2.Template(text)
    # ruleid: python-template-from-parameter
    jinja2.Environment().from_string(text)
    environment = jinja2.Environment(autoescape=True)
    # ruleid: python-template-from-parameter
    environment.from_string(text)
    # ruleid: python-template-from-parameter
    render_template_string(text)
    # ruleid: python-template-from-parameter
    mako.template.Template(text)
    # ok: python-template-from-parameter
    SandboxedEnvironment().from_string(text)
    # ok: python-template-from-parameter
    jinja2.Template("constant").render(text=text)
    # ok: python-template-from-parameter
    jinja2.Template(open(text).read())


def formats(user):
    # ruleid: python-format-string-from-request
    request.args["greeting"].format(user=user)
    # ruleid: python-format-string-from-request
    request.args["greeting"].format(user)
    # ruleid: python-format-string-from-request
    request.args["greeting"].format_map(user)
    # ok: python-format-string-from-request
    "{} {}".format(request.args["greeting"], user)
    # ok: python-format-string-from-request
    GREETINGS[request.args["greeting"]].format(user=user)
