<?php
// ruleid: php-debug-mode
ini_set('display_errors', '1');
// ruleid: php-debug-mode
ini_set('display_errors', 1);
// ruleid: php-debug-mode
ini_set('display_errors', true);
// ok: php-debug-mode
ini_set('display_errors', '0');
if (getenv('APP_ENV') === 'local') {
    // ok: php-debug-mode
    ini_set('display_errors', '1');
}
// ruleid: php-debug-mode
phpinfo();
// ok: php-debug-mode
phpversion();
// ruleid: php-debug-mode
Debug::enable();
// ruleid: php-debug-mode
config(['app.debug' => true]);
// ok: php-debug-mode
config(['app.debug' => false]);
// ruleid: php-debug-mode
Config::set('app.debug', true);
