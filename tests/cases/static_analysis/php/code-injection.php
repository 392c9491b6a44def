<?php
// ruleid: php-code-injection
eval('$sum = ' . $_POST['expression'] . ';');
// ok: php-code-injection
eval('$sum = 1 + 1;');
// ok: php-code-injection
eval('$data = ' . var_export($_POST, true) . ';');
// ruleid: php-code-injection
assert($_GET['check']);
// ok: php-code-injection
assert($_GET['check'] === 'a');
// ruleid: php-code-injection
create_function('$a', $_GET['body']);
// ruleid: php-code-injection
preg_replace('/a/e', $_GET['body'], $text);
// ok: php-code-injection
preg_replace('/a/', $_GET['body'], $text);

// ruleid: php-file-inclusion
include 'pages/' . $_GET['page'] . '.php';
// ok: php-file-inclusion
include 'pages/home.php';
// ruleid: php-file-inclusion
require_once("lang/{$_COOKIE['lang']}.php");
// ok: php-file-inclusion
require_once('lang/' . basename($_COOKIE['lang']) . '.php');
// ruleid: php-file-inclusion
include_once $_GET['page'];
$page = $_GET['page'];
if (in_array($page, $pages, true)) {
    // ok: php-file-inclusion
    require 'pages/' . $page . '.php';
}
$lang = $_GET['lang'];
// ruleid: php-file-inclusion
require 'lang/' . $lang;
// ok: php-file-inclusion
include $pages[$_GET['page']];

// ruleid: php-extract-request
extract($_POST);
// ok: php-extract-request
extract($row);
// ruleid: php-extract-request
extract($request->all(), EXTR_OVERWRITE);
// ok: php-extract-request
extract($_GET, EXTR_SKIP);
// ruleid: php-extract-request
parse_str($_SERVER['QUERY_STRING']);
// ok: php-extract-request
parse_str($_SERVER['QUERY_STRING'], $fields);
