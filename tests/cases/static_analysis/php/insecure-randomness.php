<?php
// ruleid: php-insecure-randomness
$resetToken = md5(uniqid(rand(), true));
// ok: php-insecure-randomness
$resetToken = bin2hex(random_bytes(32));
// ok: php-insecure-randomness
$color = rand(0, 255);
// ruleid: php-insecure-randomness
$user->api_key = sha1(microtime());
// ok: php-insecure-randomness
$user->seen = microtime();
// ruleid: php-insecure-randomness
save(['id' => 1, 'token' => mt_rand()]);
// ok: php-insecure-randomness
save(['id' => 1, 'delay' => mt_rand()]);
// ruleid: php-insecure-randomness
$otp = mt_rand(100000, 999999);
// ok: php-insecure-randomness
$otp = random_int(100000, 999999);
// ruleid: php-insecure-randomness
$csrf_token = md5($id . time());
// ruleid: php-insecure-randomness
$csrf_token = md5(microtime());
// ruleid: php-insecure-randomness
$csrf_token = sha1($id . time());
// ok: php-insecure-randomness
$access_token = JWT::encode(['jti' => uniqid()], $key, 'HS256');
// ok: php-insecure-randomness
$access_token = $coder->encode(['jti' => uniqid()]);
