<?php
// ruleid: php-log-injection
error_log('log-in of ' . $_POST['name']);
// ok: php-log-injection
error_log('log-in of ' . json_encode($_POST['name']));
// ok: php-log-injection
error_log('log-in');
// ruleid: php-log-injection
$logger->info("log-in of {$request->input('name')}");
// ok: php-log-injection
$logger->info('log-in', ['name' => $request->input('name')]);
// ruleid: php-log-injection
Log::warning('log-in of ' . $request->name);
// ok: php-log-injection
Log::warning('log-in of ' . str_replace("\n", '', $request->name));
// ruleid: php-log-injection
syslog(LOG_INFO, $_SERVER['HTTP_USER_AGENT']);
// ruleid: php-log-injection
trigger_error('bad ' . $_GET['name']);
// ok: php-log-injection
$form->error('bad ' . $_GET['name']);
