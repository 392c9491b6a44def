<?php
// ruleid: php-ldap-injection
ldap_search($ldap, 'ou=people', '(uid=' . $_GET['uid'] . ')');
// ok: php-ldap-injection
ldap_search($ldap, 'ou=people', '(uid=' . ldap_escape($_GET['uid'], '', LDAP_ESCAPE_FILTER) . ')');
// ruleid: php-ldap-injection
ldap_list($ldap, "ou={$_GET['unit']}", '(uid=*)');
// ok: php-ldap-injection
ldap_list($ldap, 'ou=people', '(uid=*)', [$_GET['attribute']]);
// ruleid: php-ldap-injection
ldap_bind($ldap, "uid={$_POST['name']},ou=people", $_POST['password']);
// ok: php-ldap-injection
ldap_bind($ldap, 'uid=app,ou=people', $_POST['password']);
// ruleid: php-ldap-injection
ldap_delete($ldap, "uid={$_POST['name']},ou=people");
// ok: php-ldap-injection
ldap_delete($ldap, 'uid=' . ldap_escape($_POST['name'], '', LDAP_ESCAPE_DN) . ',ou=people');
