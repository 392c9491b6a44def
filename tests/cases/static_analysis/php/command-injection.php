<?php
// ruleid: php-command-injection
system('ping -c 1 ' . $_GET['host']);
// ok: php-command-injection
system('ping -c 1 ' . escapeshellarg($_GET['host']));
// ok: php-command-injection
system('ping -c 1 localhost');
// ruleid: php-command-injection
exec("ping {$_GET['host']}", $lines);
// ok: php-command-injection
exec('sleep ' . (int) $_GET['seconds']);
// ruleid: php-command-injection
$out = `ping {$_GET['host']}`;
// ok: php-command-injection
$out = `uptime`;
// ruleid: php-command-injection
shell_exec($_POST['command']);
// ruleid: php-command-injection
proc_open('ls ' . $request->input('folder'), [], $pipes);
// ruleid: php-command-injection
Process::fromShellCommandline('ls ' . $request->input('folder'))->run();
// ok: php-command-injection
(new Process(['ls', $request->input('folder')]))->run();
// ruleid: php-command-injection
Process::run('ls ' . $request->input('folder'));
// ruleid: php-command-injection
mail('a@example.com', 's', 't', 'h', '-f' . $_POST['from']);
// ok: php-command-injection
mail('a@example.com', 's', 't', 'h', '-fa@example.com');

function archive($folder)
{
    // ruleid: php-command-injection-parameter
    exec("tar cf archive.tar $folder");
    // ok: php-command-injection-parameter
    exec('tar cf archive.tar ' . escapeshellarg($folder));
    // ruleid: php-command-injection-parameter
    shell_exec('ls ' . $folder);
    // ok: php-command-injection-parameter
    shell_exec('ls');
    // ruleid: php-command-injection-parameter
    passthru(sprintf('ls %s', $folder));
}
