import lxml.etree
import xml.dom.minidom
import xml.dom.pulldom
import xml.etree.ElementTree
import xml.sax
import xml.sax.handler
import defusedxml.ElementTree
from flask import request


def with_entities():
    parser = xml.sax.make_parser()
    # ok: python-xml-external-entities-on
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    # ruleid: python-xxe
    parser.parse(request.stream)
    # ruleid: python-xxe
    parser.feed(request.data)
    # ruleid: python-xxe
    xml.dom.minidom.parseString(request.data, parser)
    # ruleid: python-xxe
    xml.dom.pulldom.parseString(request.data, parser)
    # ok: python-xxe
    parser.parse("constant.xml")


def with_parameter_entities():
    parser = xml.sax.make_parser()
    # ok: python-xml-external-entities-on
    parser.setFeature("http://xml.org/sax/features/external-parameter-entities", True)
    # ruleid: python-xxe
    parser.parse(request.stream)


def by_default():
    parser = xml.sax.make_parser()
    # ok: python-xxe
    parser.parse(request.stream)
    # ok: python-xxe
    xml.dom.minidom.parseString(request.data, parser)


def switched_off():
    parser = xml.sax.make_parser()
    # ok: python-xml-external-entities-on
    parser.setFeature(xml.sax.handler.feature_external_ges, False)
    # ok: python-xxe
    parser.parse(request.stream)


def lxml_with_entities():
    # ruleid: python-xml-external-entities-on
    parser = lxml.etree.XMLParser(resolve_entities=True)
    # ruleid: python-xxe
    lxml.etree.fromstring(request.data, parser)
    # ruleid: python-xxe
    lxml.etree.parse(request.stream, parser=parser)


def lxml_with_network():
    # ruleid: python-xml-external-entities-on
    parser = lxml.etree.XMLParser(no_network=False)
    # ruleid: python-xxe
    return lxml.etree.fromstring(request.data, parser)


def lxml_with_dtd():
    # ruleid: python-xml-external-entities-on
    parser = lxml.etree.XMLParser(load_dtd=True)
    # ruleid: python-xxe
    return lxml.etree.fromstring(request.data, parser)


def lxml_without_entities():
    # ok: python-xml-external-entities-on
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
    # ok: python-xxe
    return lxml.etree.fromstring(request.data, parser)


def expansion():
    # ruleid: python-xml-parser-without-limits
    xml.etree.ElementTree.fromstring(request.data)
    # ruleid: python-xml-parser-without-limits
    xml.etree.ElementTree.parse(request.stream)
    # ruleid: python-xml-parser-without-limits
    xml.dom.minidom.parseString(request.data)
    # ruleid: python-xml-parser-without-limits
    xml.sax.parseString(request.data, handler)
    # ok: python-xml-parser-without-limits
    xml.etree.ElementTree.parse("constant.xml")
    # ok: python-xml-parser-without-limits
    defusedxml.ElementTree.fromstring(request.data)


def only_switched_on(parser):
    # ruleid: python-xml-external-entities-on
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    # ruleid: python-xml-external-entities-on
    parser.setFeature(xml.sax.handler.feature_external_pes, True)
    # ruleid: python-xml-external-entities-on
    parser.setFeature("http://xml.org/sax/features/external-general-entities", True)
    # ok: python-xml-external-entities-on
    parser.setFeature(xml.sax.handler.feature_namespaces, True)


def from_outside(path, text):
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    # ruleid: python-xxe-from-outside
    parser.parse(path)
    # ruleid: python-xxe-from-outside
    parser.feed(text)
    # ruleid: python-xxe-from-outside
    xml.dom.minidom.parseString(text, parser)
    # ruleid: python-xxe-from-outside
    xml.dom.minidom.parse(open(path), parser)
    # ok: python-xxe-from-outside
    xml.dom.minidom.parseString("<a/>", parser)


def from_outside_without_entities(path):
    parser = xml.sax.make_parser()
    # ok: python-xxe-from-outside
    parser.parse(path)


def from_outside_with_lxml(path):
    parser = lxml.etree.XMLParser(resolve_entities=True)
    # ruleid: python-xxe-from-outside
    return lxml.etree.parse(path, parser)
