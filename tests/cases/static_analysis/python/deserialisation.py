import cloudpickle
import dill
import joblib
import json
import jsonpickle
import marshal
import numpy
import pandas
import pickle
import shelve
import torch
import yaml
from flask import request


def from_the_request():
    # ruleid: python-unsafe-deserialisation
    pickle.loads(request.data)
    # ruleid: python-unsafe-deserialisation
    pickle.load(request.stream)
    # ruleid: python-unsafe-deserialisation
    pickle.Unpickler(request.stream)
    # ruleid: python-unsafe-deserialisation
    pickle.loads(base64.b64decode(request.cookies["a"]))
    # ruleid: python-unsafe-deserialisation
    dill.loads(request.data)
    # ruleid: python-unsafe-deserialisation
    cloudpickle.loads(request.data)
    # ruleid: python-unsafe-deserialisation
    jsonpickle.decode(request.data)
    # ruleid: python-unsafe-deserialisation
    marshal.loads(request.data)
    # ruleid: python-unsafe-deserialisation
    shelve.open(request.args["name"])
    # ruleid: python-unsafe-deserialisation
    joblib.load(request.files["a"])
    # ruleid: python-unsafe-deserialisation
    pandas.read_pickle(request.files["a"])
    # ruleid: python-unsafe-deserialisation
    numpy.load(request.files["a"], allow_pickle=True)
    # ruleid: python-unsafe-deserialisation
    torch.load(request.files["a"])
    # ruleid: python-unsafe-deserialisation
    yaml.load(request.data)
    # ruleid: python-unsafe-deserialisation
    yaml.load(request.data, Loader=yaml.Loader)
    # ruleid: python-unsafe-deserialisation
    yaml.unsafe_load(request.data)
    # ruleid: python-unsafe-deserialisation
    yaml.full_load(request.data)
    # ok: python-unsafe-deserialisation
    json.loads(request.data)
    # ok: python-unsafe-deserialisation
    yaml.safe_load(request.data)
    # ok: python-unsafe-deserialisation
    yaml.load(request.data, Loader=yaml.SafeLoader)
    # ok: python-unsafe-deserialisation
    yaml.load(request.data, yaml.CSafeLoader)
    # ok: python-unsafe-deserialisation
    numpy.load(request.files["a"])
    # ok: python-unsafe-deserialisation
    torch.load(request.files["a"], weights_only=True)
    # ok: python-unsafe-deserialisation
    pickle.loads(CACHE)


def yaml_of_our_own():
    # ok: python-unsafe-yaml-load
    yaml.load("a: 1", Loader=yaml.Loader)
    # ok: python-unsafe-yaml-load
    yaml.load(DEFAULTS)


def yaml_from_a_file():
    handle = open("a.yaml")
    # ruleid: python-unsafe-yaml-load
    yaml.load(handle.read())


def pickle_of_our_own():
    # ok: python-pickle-load
    pickle.loads(b"constant")


def pickle_from_elsewhere(self):
    # ruleid: python-pickle-load
    pickle.loads(redis.get("a"))
    # ruleid: python-pickle-load
    pickle.loads(sock.recv(9))
    # ruleid: python-pickle-load
    pickle.loads(self.state)


def yaml_loaders(text):
    # ruleid: python-unsafe-yaml-load
    yaml.load(text)
    # ruleid: python-unsafe-yaml-load
    yaml.load(text, Loader=yaml.Loader)
    # ruleid: python-unsafe-yaml-load
    yaml.load(text, yaml.UnsafeLoader)
    # ruleid: python-unsafe-yaml-load
    yaml.unsafe_load(text)
    # ruleid: python-unsafe-yaml-load
    yaml.load_all(text, Loader=yaml.UnsafeLoader)
    # ok: python-unsafe-yaml-load
    yaml.safe_load(text)
    # ok: python-unsafe-yaml-load
    yaml.load(text, Loader=yaml.SafeLoader)
    # ok: python-unsafe-yaml-load
    yaml.load(text, yaml.CSafeLoader)


def loads(path, data):
    # ruleid: python-pickle-load
    pickle.load(open(path, "rb"))
    # ruleid: python-pickle-load
    pickle.loads(data)
    # ruleid: python-pickle-load
    marshal.loads(data)
    # ruleid: python-pickle-load
    shelve.open(path)
    # ruleid: python-pickle-load
    jsonpickle.decode(data)
    # ruleid: python-pickle-load
    joblib.load(path)
    # ok: python-pickle-load
    pickle.dumps(data)
    # ok: python-pickle-load
    json.loads(data)
    # ok: python-pickle-load
    pickle.loads(pickle.dumps(data))


def models(path):
    # ruleid: python-model-load
    torch.load(path, weights_only=False)
    # ruleid: python-model-load
    numpy.load(path, allow_pickle=True)
    # ok: python-model-load
    torch.load(path, weights_only=True)
    # ok: python-model-load
    numpy.load(path)
