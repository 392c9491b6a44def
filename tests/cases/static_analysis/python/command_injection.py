import asyncio
import os
import pexpect
import pty
import shlex
import subprocess
from flask import request


def shell():
    host = request.args["host"]
    # ruleid: python-command-injection
    os.system("ping " + host)
    # ruleid: python-command-injection
    os.popen("ping " + host)
    # ruleid: python-command-injection
    subprocess.getoutput("ping " + host)
    # ruleid: python-command-injection
    subprocess.getstatusoutput("ping " + host)
    # ruleid: python-command-injection
    subprocess.run("ping " + host, shell=True)
    # ruleid: python-command-injection
    subprocess.Popen(f"ping {host}", stdout=None, shell=True)
    # ruleid: python-command-injection
    subprocess.check_output("ping %s" % host, shell=True)
    # ruleid: python-command-injection
    subprocess.run(["sh", "-c", "ping " + host])
    # ruleid: python-command-injection
    subprocess.run(["/bin/bash", "-c", "ping " + host])
    # ruleid: python-command-injection
    asyncio.create_subprocess_shell("ping " + host)
    # ruleid: python-command-injection
    client.exec_command("ping " + host)
    # ruleid: python-command-injection
    pexpect.spawn("ping " + host)
    # ruleid: python-command-injection
    pexpect.run("ping " + host)
    # ruleid: python-command-injection
    pty.spawn(host)
    # ok: python-command-injection
    os.system("ping " + shlex.quote(host))
    # ok: python-command-injection
    os.system("ping localhost")
    # ok: python-command-injection
    subprocess.run(["ping", "--", host])
    # ok: python-command-injection
    subprocess.run(["sh", "script.sh", host])
    # ok: python-command-injection
    asyncio.create_subprocess_exec("ping", host)
    # ok: python-command-injection
    subprocess.run("ping " + str(int(request.args["count"])), shell=True)


def program():
    tool = request.args["tool"]
    # ruleid: python-program-from-request
    subprocess.run([tool, "--version"])
    # ruleid: python-program-from-request
    subprocess.Popen(tool)
    # ruleid: python-program-from-request
    asyncio.create_subprocess_exec(tool, "a")
    # ruleid: python-program-from-request
    os.execv(tool, [tool])
    # ruleid: python-program-from-request
    os.execlp(tool, "a")
    # ruleid: python-program-from-request
    os.spawnl(os.P_WAIT, tool, "a")
    # ruleid: python-program-from-request
    os.startfile(tool)
    # ok: python-program-from-request
    subprocess.run(["ls", tool])
    # ok: python-program-from-request
    subprocess.run([TOOLS[tool], "--version"])
    # ok: python-program-from-request
    os.path.join(tool, "a")


def from_parameters(folder, names):
    # ruleid: python-shell-command-from-parameter
    os.system("tar cf a.tar " + folder)
    # ruleid: python-shell-command-from-parameter
    subprocess.call("tar cf a.tar %s" % folder, shell=True)
    command = "tar cf a.tar {}".format(folder)
    # ruleid: python-shell-command-from-parameter
    subprocess.check_output(command, shell=True)
    # ruleid: python-shell-command-from-parameter
    os.popen(f"ls {folder}")
    # ok: python-shell-command-from-parameter
    os.system("tar cf a.tar " + shlex.quote(folder))
    # ok: python-shell-command-from-parameter
    subprocess.call(["tar", "cf", "a.tar", folder])
    # ok: python-shell-command-from-parameter
    subprocess.run("make clean", shell=True)
    # ok: python-shell-command-from-parameter
    subprocess.run(shlex.join(names), shell=True)
