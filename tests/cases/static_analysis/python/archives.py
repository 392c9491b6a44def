import os
import tarfile
import zipfile


def with_statement(path, folder):
    with tarfile.open(path) as archive:
        # ruleid: python-archive-extraction
        archive.extractall(folder)


def assigned(path, folder):
    archive = tarfile.open(path)
    # ruleid: python-archive-extraction
    archive.extract("a", folder)


def constructed(path, folder):
    archive = tarfile.TarFile(path)
    # ruleid: python-archive-extraction
    archive.extractall(folder)


def at_once(path, folder):
    # ruleid: python-archive-extraction
    tarfile.open(path).extractall(folder)
    # ok: python-archive-extraction
    tarfile.open(path).extractall(folder, filter="data")


def filtered(path, folder):
    with tarfile.open(path) as archive:
        # ok: python-archive-extraction
        archive.extractall(folder, filter="data")


def members_chosen(path, folder):
    with tarfile.open(path) as archive:
        # ok: python-archive-extraction
        archive.extractall(folder, members=inside(archive, folder))


def members_checked(path, folder):
    archive = tarfile.open(path)
    for member in archive.getmembers():
        if member.name.startswith("/") or ".." in member.name:
            raise ValueError(member.name)
    # ok: python-archive-extraction
    archive.extractall(folder)


def zip_checks_names_itself(path, folder):
    with zipfile.ZipFile(path) as archive:
        # ok: python-archive-extraction
        archive.extractall(folder)


def entries(path, folder):
    archive = zipfile.ZipFile(path)
    for name in archive.namelist():
        # ruleid: python-archive-entry-path
        open(os.path.join(folder, name), "wb")
        # ruleid: python-archive-entry-path
        os.makedirs(os.path.join(folder, name))
        # ruleid: python-archive-entry-path
        (folder / name).write_bytes(archive.read(name))
        # ruleid: python-archive-entry-path
        archive.extract(name, os.path.join(folder, name))
        # ruleid: python-archive-entry-path
        archive.extract(name, path=os.path.join(folder, name))
        # ok: python-archive-entry-path
        archive.extract(name, folder)
        # ok: python-archive-entry-path
        archive.read(name)
        # ok: python-archive-entry-path
        open(os.path.join(folder, os.path.basename(name)), "wb")


def checked_entries(path, folder):
    archive = zipfile.ZipFile(path)
    for name in archive.namelist():
        target = (folder / name).resolve()
        if not target.is_relative_to(folder):
            raise ValueError(name)
        # ok: python-archive-entry-path
        target.write_bytes(archive.read(name))


def members(path, folder):
    archive = tarfile.open(path)
    for member in archive.getmembers():
        # ruleid: python-archive-entry-path
        open(os.path.join(folder, member.name), "wb")
        # ruleid: python-archive-entry-path
        os.symlink(member.linkname, os.path.join(folder, member.name))
