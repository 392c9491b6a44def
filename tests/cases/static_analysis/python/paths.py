import aiofiles
import codecs
import io
import os
import pathlib
import shutil
import tarfile
import zipfile
from aiohttp import web
from django.http import FileResponse
from flask import request, send_file, send_from_directory
from werkzeug.security import safe_join
from werkzeug.utils import secure_filename


def each_sink():
    path = "/srv/" + request.args["name"]
    # ruleid: python-path-traversal
    open(path)
    # ruleid: python-path-traversal
    io.open(path)
    # ruleid: python-path-traversal
    codecs.open(path)
    # ruleid: python-path-traversal
    aiofiles.open(path)
    # ruleid: python-path-traversal
    os.open(path, 0)
    # ruleid: python-path-traversal
    os.remove(path)
    # ruleid: python-path-traversal
    os.unlink(path)
    # ruleid: python-path-traversal
    os.rmdir(path)
    # ruleid: python-path-traversal
    os.mkdir(path)
    # ruleid: python-path-traversal
    os.makedirs(path)
    # ruleid: python-path-traversal
    os.listdir(path)
    # ruleid: python-path-traversal
    os.scandir(path)
    # ruleid: python-path-traversal
    os.walk(path)
    # ruleid: python-path-traversal
    os.stat(path)
    # ruleid: python-path-traversal
    os.chmod(path, 0o600)
    # ruleid: python-path-traversal
    os.rename(path, "a")
    # ruleid: python-path-traversal
    os.rename("a", path)
    # ruleid: python-path-traversal
    os.replace("a", path)
    # ruleid: python-path-traversal
    os.path.exists(path)
    # ruleid: python-path-traversal
    os.path.isfile(path)
    # ruleid: python-path-traversal
    os.path.isdir(path)
    # ruleid: python-path-traversal
    os.path.getsize(path)
    # ruleid: python-path-traversal
    shutil.rmtree(path)
    # ruleid: python-path-traversal
    shutil.copy(path, "a")
    # ruleid: python-path-traversal
    shutil.copyfile("a", path)
    # ruleid: python-path-traversal
    shutil.copytree(path, "a")
    # ruleid: python-path-traversal
    shutil.move("a", path)
    # ruleid: python-path-traversal
    tarfile.open(path)
    # ruleid: python-path-traversal
    zipfile.ZipFile(path)
    # ruleid: python-path-traversal
    glob.glob(path)
    # ruleid: python-path-traversal
    pandas.read_csv(path)
    # ruleid: python-path-traversal
    pathlib.Path(path).read_text()
    # ruleid: python-path-traversal
    (ROOT / request.args["name"]).read_bytes()
    # ruleid: python-path-traversal
    pathlib.Path(path).write_text("a")
    # ruleid: python-path-traversal
    pathlib.Path(path).write_bytes(b"a")
    # ruleid: python-path-traversal
    pathlib.Path(path).unlink()
    # ruleid: python-path-traversal
    pathlib.Path(path).iterdir()
    # ruleid: python-path-traversal
    pathlib.Path(path).exists()
    # ruleid: python-path-traversal
    pathlib.Path(path).is_file()
    # ruleid: python-path-traversal
    pathlib.Path(path).open()
    # ok: python-path-traversal
    open("/srv/constant")
    # ok: python-path-traversal
    os.path.join("/srv", path)
    # ok: python-path-traversal
    webbrowser.open(path)


def sliced():
    path = ROOT / request.args["name"]
    # ruleid: python-path-traversal
    return path.read_text()[:100]


def sliced_after_a_check():
    path = (ROOT / request.args["name"]).resolve()
    if not str(path).startswith(str(ROOT)):
        return None
    # ok: python-path-traversal
    return path.read_text()[:100]


def reduced_to_a_name():
    name = request.args["name"]
    # ok: python-path-traversal
    open("/srv/" + secure_filename(name))
    # ok: python-path-traversal
    open(safe_join("/srv", name))
    # ok: python-path-traversal
    open("/srv/" + os.path.basename(name))
    # ok: python-path-traversal
    open("/srv/" + pathlib.Path(name).name)
    # ok: python-path-traversal
    open("/srv/" + name.replace("/", "_"))
    # ok: python-path-traversal
    open("/srv/%d" % int(name))
    # ok: python-path-traversal
    open(FILES[name])


def checked_with_pathlib():
    path = (ROOT / request.args["name"]).resolve()
    if not path.is_relative_to(ROOT):
        raise PermissionError
    # ok: python-path-traversal
    return path.read_text()


def checked_with_relative_to():
    path = (ROOT / request.args["name"]).resolve()
    path.relative_to(ROOT)
    # ok: python-path-traversal
    return path.read_text()


def checked_with_commonpath():
    path = os.path.realpath(os.path.join(ROOT, request.args["name"]))
    if os.path.commonpath([ROOT, path]) != ROOT:
        raise PermissionError
    # ok: python-path-traversal
    return open(path)


def checked_with_a_prefix():
    path = os.path.realpath(os.path.join(ROOT, request.args["name"]))
    if not path.startswith(ROOT + os.sep):
        raise PermissionError
    # ok: python-path-traversal
    return open(path)


def checked_as_text():
    path = (ROOT / request.args["name"]).resolve()
    if not str(path).startswith(str(ROOT) + "/"):
        return None
    # ok: python-path-traversal
    return path.read_text()


def dots_refused():
    name = request.args["name"]
    if "../" in name:
        return None
    # ok: python-path-traversal
    return open("/srv/" + name)


def parts_refused():
    name = request.args["name"]
    if ".." in name.split("/"):
        return None
    # ok: python-path-traversal
    return open("/srv/" + name)


def sent(request):
    path = "/srv/" + request.GET["name"]
    # ruleid: python-path-traversal-send-file
    FileResponse(path)
    # ruleid: python-path-traversal-send-file
    web.FileResponse(path)
    # ruleid: python-path-traversal-send-file
    send_file(path)
    # ruleid: python-path-traversal-send-file
    send_from_directory(path, "a")
    # ok: python-path-traversal-send-file
    send_file(safe_join("/srv", request.GET["name"]))
    # ok: python-path-traversal-send-file
    send_from_directory("/srv", request.GET["name"])
    # ok: python-path-traversal-send-file
    send_file("/srv/constant")


def from_a_parameter(folder, filename):
    # ruleid: python-path-from-parameter
    open(os.path.join(folder, filename))
    # ruleid: python-path-from-parameter
    shutil.rmtree(os.path.join(folder, filename))
    # ruleid: python-path-from-parameter
    (folder / filename).write_text("a")
    # ok: python-path-from-parameter
    open(os.path.join(folder, os.path.basename(filename)))
    # ok: python-path-from-parameter
    open(folder)
    # ok: python-path-from-parameter
    open(filename)
    # ok: python-path-from-parameter
    open(os.path.join(folder, secure_filename(filename)))


def from_a_checked_parameter(folder, filename):
    path = os.path.realpath(os.path.join(folder, filename))
    if os.path.commonpath([folder, path]) != folder:
        raise PermissionError
    # ok: python-path-from-parameter
    return open(path)


def uploads(file, part):
    # ruleid: python-upload-saved-under-its-own-name
    file.save(os.path.join("/srv", file.filename))
    # ruleid: python-upload-saved-under-its-own-name
    open("/srv/" + file.filename, "wb")
    # ruleid: python-upload-saved-under-its-own-name
    open("/srv/" + part.get_filename(), "wb")
    # ruleid: python-upload-saved-under-its-own-name
    (ROOT / file.filename).write_bytes(b"a")
    # ok: python-upload-saved-under-its-own-name
    file.save(os.path.join("/srv", secure_filename(file.filename)))
    # ok: python-upload-saved-under-its-own-name
    file.save("/srv/%s" % uuid.uuid4())
    # ok: python-upload-saved-under-its-own-name
    open("/srv/" + os.path.basename(file.filename), "wb")
    # ok: python-upload-saved-under-its-own-name
    open(file.filename)


def prefixes(folder, name):
    # ruleid: python-path-prefix-check
    os.path.abspath(os.path.join(folder, name)).startswith(folder)
    # ruleid: python-path-prefix-check
    os.path.realpath(name).startswith(folder)
    # ruleid: python-path-prefix-check
    os.path.normpath(name).startswith(folder)
    # ruleid: python-path-prefix-check
    str(path.resolve()).startswith(folder)
    # ruleid: python-path-prefix-check
    os.path.commonprefix([folder, name])
    full = os.path.abspath(name)
    # ruleid: python-path-prefix-check
    full.startswith(folder)
    # ok: python-path-prefix-check
    full.startswith(folder + os.sep)
    # ok: python-path-prefix-check
    full.startswith(folder + "/")
    # ok: python-path-prefix-check
    full.startswith(os.path.join(folder, ""))
    # ok: python-path-prefix-check
    full.startswith("/srv/")
    # ok: python-path-prefix-check
    name.startswith(folder)
    # ok: python-path-prefix-check
    os.path.commonpath([folder, full])
