<?php
// ruleid: php-xpath-injection
$xpath->query("//user[name='" . $_GET['name'] . "']");
// ok: php-xpath-injection
$xpath->query('//user[@id=' . (int) $_GET['id'] . ']');
// ruleid: php-xpath-injection
$xpath->evaluate("count(//user[name='{$_GET['name']}'])");
// ok: php-xpath-injection
$xpath->evaluate('count(//user)');
// ruleid: php-xpath-injection
$xml->xpath("//user[name='{$_GET['name']}']");
$name = $_GET['name'];
if (!ctype_alnum($name)) {
    exit;
}
// ok: php-xpath-injection
$xml->xpath("//user[name='$name']");
