<?php
// ruleid: php-unsafe-deserialization
$profile = unserialize($_COOKIE['profile']);
// ok: php-unsafe-deserialization
$profile = json_decode($_COOKIE['profile'], true);
// ruleid: php-unsafe-deserialization
$profile = unserialize(base64_decode($_POST['profile']), ['max_depth' => 3]);
// ok: php-unsafe-deserialization
$profile = unserialize($_COOKIE['profile'], ['allowed_classes' => false]);
// ok: php-unsafe-deserialization
$profile = unserialize($_COOKIE['profile'], ['allowed_classes' => ['Profile']]);
// ok: php-unsafe-deserialization
$profile = unserialize($row['profile']);
// ruleid: php-unsafe-deserialization
$profile = maybe_unserialize($_POST['profile']);
// ruleid: php-unsafe-deserialization
$profile = igbinary_unserialize($_POST['profile']);
// ruleid: php-unsafe-deserialization
$profile = yaml_parse($_POST['profile']);
$signed = $_COOKIE['signed'];
if (!hash_equals(hash_hmac('sha256', $signed, $key), $mac)) {
    exit;
}
// ok: php-unsafe-deserialization
$profile = unserialize($signed);
// ok: php-unsafe-deserialization
$profile = unserialize(Crypt::decrypt($_COOKIE['profile']));
