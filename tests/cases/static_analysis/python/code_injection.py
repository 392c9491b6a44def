import ast
import builtins
import importlib
import pandas
import pydoc
import runpy
import timeit
from flask import request
from django.utils.module_loading import import_string


def run():
    code = request.args["code"]
    # ruleid: python-code-injection
    eval(code)
    # ruleid: python-code-injection
    exec(code)
    # ruleid: python-code-injection
    builtins.eval(code)
    # ruleid: python-code-injection
    compile(code, "a", "exec")
    # ruleid: python-code-injection
    timeit.timeit(code)
    # ruleid: python-code-injection
    pandas.eval(code)
    # ok: python-code-injection
    ast.literal_eval(code)
    # ok: python-code-injection
    eval("1 + 1")
    # ok: python-code-injection
    eval(ACTIONS[code])
    # ok: python-code-injection
    model.eval()


def from_parameters(expression, names):
    # ruleid: python-code-from-parameter
    eval(expression)
    # ruleid: python-code-from-parameter
    exec(expression, {})
    # ruleid: python-code-from-parameter
    eval("len(%s)" % expression)
    # ok: python-code-from-parameter
    eval("1 + 1")
    # ok: python-code-from-parameter
    ast.literal_eval(expression)
    # ok: python-code-from-parameter
    eval(compile("1", "a", "eval"))


def reflection():
    name = request.args["name"]
    # ruleid: python-unsafe-reflection
    getattr(exports, name)
    # ruleid: python-unsafe-reflection
    getattr(exports, name)()
    # ruleid: python-unsafe-reflection
    importlib.import_module(name)
    # ruleid: python-unsafe-reflection
    __import__(name)
    # ruleid: python-unsafe-reflection
    globals()[name]
    # ruleid: python-unsafe-reflection
    globals().get(name)
    # ruleid: python-unsafe-reflection
    pydoc.locate(name)
    # ruleid: python-unsafe-reflection
    import_string(name)
    # ruleid: python-unsafe-reflection
    runpy.run_module(name)
    # ok: python-unsafe-reflection
    getattr(exports, "csv")
    # ok: python-unsafe-reflection
    importlib.import_module(PLUGINS[name])
    # ok: python-unsafe-reflection
    EXPORTS[name]()


def reflection_with_a_list():
    name = request.args["name"]
    if name not in {"csv", "json"}:
        raise ValueError(name)
    # ok: python-unsafe-reflection
    getattr(exports, name)


def mass_assignment(user, schema):
    # ruleid: python-mass-assignment
    User(**request.json)
    # ruleid: python-mass-assignment
    User(created=now(), **request.form)
    # ruleid: python-mass-assignment
    User.objects.create(**request.json)
    # ok: python-mass-assignment
    Query.filter_by(id=1).update(**request.json)
    # ok: python-mass-assignment
    user.__dict__.update(request.json)
    # ok: python-mass-assignment
    User(name=request.json["name"])
    # ok: python-mass-assignment
    User(**CreateUser(name=request.json["name"]).validated())
    # ok: python-mass-assignment
    dict(**request.json)
