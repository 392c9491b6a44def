<?php
// ruleid: php-header-injection
mail('office@example.com', 'Question', $text, 'From: ' . $_POST['from']);
// ok: php-header-injection
mail('office@example.com', 'Question', $_POST['text'], 'From: web@example.com');
// ok: php-header-injection
mail('office@example.com', 'Question', $text, 'From: ' . str_replace(["\r", "\n"], '', $_POST['from']));
// ok: php-header-injection
mail('office@example.com', 'Question', $text, 'From: ' . filter_var($_POST['from'], FILTER_VALIDATE_EMAIL));
// ruleid: php-header-injection
header($_GET['header']);
// ok: php-header-injection
header('X-Name: ' . $_GET['name']);
// ruleid: php-header-injection
header("{$_GET['name']}: value");
