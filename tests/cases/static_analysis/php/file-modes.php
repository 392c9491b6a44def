<?php
// ruleid: php-loose-file-mode
chmod('uploads', 0777);
// ok: php-loose-file-mode
chmod('uploads', 0750);
// ok: php-loose-file-mode
chmod('run.sh', 0755);
// ruleid: php-loose-file-mode
mkdir('uploads', 0777, true);
// ok: php-loose-file-mode
mkdir('uploads', 0755, true);
// ruleid: php-loose-file-mode
File::makeDirectory('uploads', 0777);
// ok: php-loose-file-mode
File::makeDirectory('uploads', 0755);
// ruleid: php-loose-file-mode
umask(0);
// ok: php-loose-file-mode
umask(0077);

// ruleid: php-predictable-temporary-file
file_put_contents('/tmp/report.txt', $text);
// ok: php-predictable-temporary-file
file_put_contents(tempnam(sys_get_temp_dir(), 'report'), $text);
// ruleid: php-predictable-temporary-file
fopen('/tmp/report.txt', 'w');
// ok: php-predictable-temporary-file
fopen('/tmp/report.txt', 'r');
// ruleid: php-predictable-temporary-file
file_put_contents(sys_get_temp_dir() . '/report.txt', $text);
// ok: php-predictable-temporary-file
file_put_contents($folder . '/report.txt', $text);
// ruleid: php-predictable-temporary-file
fopen(sys_get_temp_dir() . '/report.txt', 'a');
