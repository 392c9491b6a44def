<?php
// ruleid: php-unsafe-reflection
call_user_func($_GET['action'], 1);
// ok: php-unsafe-reflection
call_user_func('strtoupper', $_GET['action']);
// ok: php-unsafe-reflection
call_user_func($actions[$_GET['action']]);
// ruleid: php-unsafe-reflection
call_user_func_array($_GET['action'], []);
$name = $_GET['class'];
// ruleid: php-unsafe-reflection
new $name();
// ok: php-unsafe-reflection
new Report($name);
// ruleid: php-unsafe-reflection
$name(1);
// ruleid: php-unsafe-reflection
$object->$name();
// ok: php-unsafe-reflection
$object->name($name);
// ruleid: php-unsafe-reflection
Report::$name();
// ruleid: php-unsafe-reflection
new ReflectionClass($name);
// ruleid: php-unsafe-reflection
new ReflectionFunction($name);
// ruleid: php-unsafe-reflection
array_map($name, [1]);
// ok: php-unsafe-reflection
array_map('trim', $_GET['names']);
if (in_array($name, ['A', 'B'], true)) {
    // ok: php-unsafe-reflection
    new $name();
}
$other = $_GET['other'];
if (!is_subclass_of($other, Shape::class)) {
    exit;
}
// ok: php-unsafe-reflection
new $other();
