<?php
// ruleid: php-regex-injection
preg_match('/' . $_GET['q'] . '/', $text);
// ok: php-regex-injection
preg_match('/' . preg_quote($_GET['q'], '/') . '/', $text);
// ok: php-regex-injection
preg_match('/a/', $_GET['q']);
// ruleid: php-regex-injection
preg_replace("/{$request->input('q')}/", '', $text);
// ok: php-regex-injection
preg_replace('/a/', $request->input('q'), $text);
// ruleid: php-regex-injection
mb_ereg($_GET['q'], $text);
