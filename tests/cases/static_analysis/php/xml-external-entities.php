<?php
// ruleid: php-xxe, php-xml-entities-enabled
simplexml_load_string($_POST['xml'], 'SimpleXMLElement', LIBXML_NOENT);
// ok: php-xxe, php-xml-entities-enabled
simplexml_load_string($_POST['xml']);
// ok: php-xxe, php-xml-entities-enabled
simplexml_load_string($_POST['xml'], 'SimpleXMLElement', LIBXML_NOCDATA);
// ruleid: php-xxe, php-xml-entities-enabled
$dom->loadXML(file_get_contents('php://input'), LIBXML_NOENT | LIBXML_DTDLOAD);
// ok: php-xxe, php-xml-entities-enabled
$dom->loadXML(file_get_contents('php://input'), LIBXML_NONET);
// ok: php-xxe
// ruleid: php-xml-entities-enabled
$dom->load('own.xml', LIBXML_NOENT);
// ruleid: php-xxe
new SimpleXMLElement($_POST['xml'], LIBXML_DTDLOAD);
// ok: php-xxe
new SimpleXMLElement($_POST['xml']);
// ruleid: php-xxe
$reader->XML($_POST['xml'], null, LIBXML_NOENT);
// ok: php-xxe
$reader->XML($_POST['xml'], null, LIBXML_NONET);
// ruleid: php-xml-entities-enabled
libxml_disable_entity_loader(false);
// ok: php-xml-entities-enabled
libxml_disable_entity_loader(true);
// ruleid: php-xml-entities-enabled
simplexml_load_file($path, 'SimpleXMLElement', LIBXML_NOENT);
// ruleid: php-xml-entities-enabled
$dom->substituteEntities = true;
// ok: php-xml-entities-enabled
$dom->substituteEntities = false;
// ruleid: php-xml-entities-enabled
$reader->setParserProperty(XMLReader::SUBST_ENTITIES, true);
// ok: php-xml-entities-enabled
$reader->setParserProperty(XMLReader::SUBST_ENTITIES, false);
