<?php
// ruleid: php-jwt-none-algorithm
JWT::encode($claims, $key, 'none');
// ok: php-jwt-none-algorithm
JWT::encode($claims, $key, 'HS256');
// ruleid: php-jwt-none-algorithm
JWT::decode($token, new Key($key, 'none'));
// ok: php-jwt-none-algorithm
JWT::decode($token, new Key($key, 'RS256'));
// ruleid: php-jwt-none-algorithm
$header = ['typ' => 'JWT', 'alg' => 'none'];
// ok: php-jwt-none-algorithm
$header = ['typ' => 'JWT', 'alg' => 'ES256'];
// ruleid: php-jwt-none-algorithm
Configuration::forUnsecuredSigner();
// ok: php-jwt-none-algorithm
Configuration::forSymmetricSigner(new Sha256(), $key);

// ruleid: php-jwt-unverified
$claims = json_decode(base64_decode(explode('.', $_COOKIE['token'])[1]));
// ok: php-jwt-unverified
$claims = JWT::decode($_COOKIE['token'], new Key($key, 'HS256'));
// ok: php-jwt-unverified
$claims = json_decode(base64_decode($_COOKIE['state']));
$token = $request->bearerToken();
$parts = explode('.', $token);
// ruleid: php-jwt-unverified
$claims = json_decode(base64_decode($parts[1]), true);
$known = $_COOKIE['known'];
JWT::decode($known, new Key($key, 'HS256'));
// ok: php-jwt-unverified
$claims = json_decode(base64_decode(explode('.', $known)[1]));

// ruleid: php-jwt-hardcoded-secret
JWT::encode($claims, 'my-secret-key', 'HS256');
// ok: php-jwt-hardcoded-secret
JWT::encode($claims, getenv('JWT_SECRET'), 'HS256');
// ruleid: php-jwt-hardcoded-secret
JWT::decode($token, 'my-secret-key', ['HS256']);
// ok: php-jwt-hardcoded-secret
JWT::decode($token, $key, ['HS256']);
// ruleid: php-jwt-hardcoded-secret
new Key('my-secret-key', 'HS256');
// ok: php-jwt-hardcoded-secret
new Key('-----BEGIN PUBLIC KEY-----', 'RS256');
// ok: php-jwt-hardcoded-secret
new Key($key, 'HS256');
// ruleid: php-jwt-hardcoded-secret
InMemory::plainText('my-secret-key');
// ok: php-jwt-hardcoded-secret
InMemory::plainText(getenv('JWT_SECRET'));
