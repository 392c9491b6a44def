<?php
// ruleid: php-weak-hash
$mac = hash_hmac('md5', $body, $key);
// ok: php-weak-hash
$mac = hash_hmac('sha256', $body, $key);
// ruleid: php-weak-hash
$sum = hash('sha1', $body);
// ok: php-weak-hash
$sum = hash('sha512', $body);
// ruleid: php-weak-hash
$sum = hash_file('md5', $path);
// ok: php-weak-hash
$sum = hash_file('sha256', $path);
// ruleid: php-weak-hash
$sum = openssl_digest($body, 'sha1');
// ok: php-weak-hash
$sum = openssl_digest($body, 'sha256');
// ruleid: php-weak-hash
openssl_sign($body, $signature, $key, OPENSSL_ALGO_SHA1);
// ruleid: php-weak-hash
openssl_sign($body, $signature, $key, OPENSSL_ALGO_MD5);
// ok: php-weak-hash
openssl_sign($body, $signature, $key, OPENSSL_ALGO_SHA256);
// ruleid: php-weak-hash
$signature = md5($body . $key);
// ok: php-weak-hash
$cacheKey = md5($body);

// ruleid: php-weak-password-hash
$hash = md5($password);
// ok: php-weak-password-hash
$hash = password_hash($password, PASSWORD_DEFAULT);
// ok: php-weak-password-hash
$etag = md5($page);
// ruleid: php-weak-password-hash
$hash = sha1($_POST['password'] . $salt);
// ok: php-weak-password-hash
$hash = sha1($_POST['name'] . $salt);
// ruleid: php-weak-password-hash
$hash = hash('sha256', $user->password);
// ok: php-weak-password-hash
$hash = hash('sha256', $user->name);
// ok: php-weak-password-hash
$hash = Hash::make($password);
