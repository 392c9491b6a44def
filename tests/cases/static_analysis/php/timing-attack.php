<?php
// ruleid: php-timing-unsafe-comparison
if (hash_hmac('sha256', $body, $key) === $signature) accept();
// ok: php-timing-unsafe-comparison
if (hash_equals(hash_hmac('sha256', $body, $key), $signature)) accept();
$expected = 'sha256=' . hash_hmac('sha256', $body, $key);
// ruleid: php-timing-unsafe-comparison
if ($signature !== $expected) refuse();
// ok: php-timing-unsafe-comparison
if (strlen($signature) !== strlen($expected)) refuse();
// ruleid: php-timing-unsafe-comparison
if ($signature == $expected) accept();
// ruleid: php-timing-unsafe-comparison
if ($signature != $expected) refuse();
// ruleid: php-timing-unsafe-comparison
if (strcmp($signature, $expected) === 0) accept();
// ok: php-timing-unsafe-comparison
if ($page === $etag) cached();

// ruleid: php-loose-digest-comparison
if (md5($password) == $stored) accept();
// ok: php-loose-digest-comparison
if (md5($password) === $stored) accept();
// ruleid: php-loose-digest-comparison
if ($stored == sha1($password)) accept();
// ok: php-loose-digest-comparison
if ($stored == trim($password)) accept();
// ruleid: php-loose-digest-comparison
if (hash('md5', $password) != $stored) refuse();
