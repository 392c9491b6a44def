<?php
// ruleid: php-cookie-flags-off
setcookie('session', $id);
// ok: php-cookie-flags-off
setcookie('theme', 'dark');
// ok: php-cookie-flags-off
setcookie('session', '');
// ruleid: php-cookie-flags-off
setcookie('auth_token', $id, 0, '/');
// ruleid: php-cookie-flags-off
setcookie('auth_token', $id, 0, '/', '');
// ruleid: php-cookie-flags-off
setcookie('auth_token', $id, 0, '/', '', true);
// ruleid: php-cookie-flags-off
setcookie('auth_token', $id, 0, '/', '', true, false);
// ruleid: php-cookie-flags-off
setcookie('auth_token', $id, 0, '/', '', false, true);
// ok: php-cookie-flags-off
setcookie('auth_token', $id, 0, '/', '', true, true);
// ruleid: php-cookie-flags-off
setcookie('session', $id, ['secure' => true, 'httponly' => false]);
// ruleid: php-cookie-flags-off
setcookie('session', $id, ['secure' => false, 'httponly' => true]);
// ok: php-cookie-flags-off
setcookie('session', $id, ['secure' => true, 'httponly' => true]);
// ruleid: php-cookie-flags-off
ini_set('session.cookie_httponly', '0');
// ruleid: php-cookie-flags-off
ini_set('session.cookie_httponly', 0);
// ruleid: php-cookie-flags-off
ini_set('session.cookie_httponly', false);
// ok: php-cookie-flags-off
ini_set('session.cookie_httponly', '1');
// ruleid: php-cookie-flags-off
ini_set('session.cookie_secure', 0);
// ruleid: php-cookie-flags-off
ini_set('session.cookie_secure', false);
// ruleid: php-cookie-flags-off
session_set_cookie_params(['httponly' => false]);
// ruleid: php-cookie-flags-off
session_set_cookie_params(['secure' => false]);
// ok: php-cookie-flags-off
session_set_cookie_params(['secure' => true, 'httponly' => true]);
