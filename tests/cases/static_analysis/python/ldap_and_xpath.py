import elementpath
import ldap
import ldap3
import lxml.etree
import xml.etree.ElementTree
from flask import request
from ldap3.utils.conv import escape_filter_chars


def find(connection):
    name = request.args["name"]
    # ruleid: python-ldap-injection
    connection.search("ou=users", f"(uid={name})")
    # ruleid: python-ldap-injection
    connection.search("ou=users", search_filter="(uid=%s)" % name)
    # ruleid: python-ldap-injection
    connection.search_s("ou=users", ldap.SCOPE_SUBTREE, "(uid=" + name + ")")
    # ruleid: python-ldap-injection
    connection.search_ext_s("ou=users", ldap.SCOPE_SUBTREE, "(uid=" + name + ")")
    # ruleid: python-ldap-injection
    connection.search_s("uid=" + name, ldap.SCOPE_BASE)
    # ruleid: python-ldap-injection
    connection.simple_bind_s("uid=%s,ou=users" % name, "x")
    # ruleid: python-ldap-injection
    ldap3.Connection(server, user="uid=" + name)
    # ok: python-ldap-injection
    connection.search("ou=users", f"(uid={escape_filter_chars(name)})")
    # ok: python-ldap-injection
    connection.search_s("ou=users", 2, ldap.filter.filter_format("(uid=%s)", [name]))
    # ok: python-ldap-injection
    connection.search_s("uid=" + ldap.dn.escape_dn_chars(name), ldap.SCOPE_BASE)
    # ok: python-ldap-injection
    connection.search("ou=users", "(objectclass=person)")
    # ok: python-ldap-injection
    re.search("[a-z]", name)


def nodes(tree):
    name = request.args["name"]
    # ruleid: python-xpath-injection
    tree.xpath(f"//user[@name='{name}']")
    # ruleid: python-xpath-injection
    lxml.etree.XPath("//user[@name='" + name + "']")
    # ruleid: python-xpath-injection
    elementpath.select(tree, "//user[@name='%s']" % name)
    root = xml.etree.ElementTree.parse("users.xml")
    # ruleid: python-xpath-injection
    root.find("user[@name='" + name + "']")
    # ruleid: python-xpath-injection
    root.findall("user[@name='" + name + "']")
    # ok: python-xpath-injection
    tree.xpath("//user[@name=$name]", name=name)
    # ok: python-xpath-injection
    elementpath.select(tree, "//user[@name=$name]", variables={"name": name})
    # ok: python-xpath-injection
    tree.xpath("//user[@name='" + name.replace("'", "&apos;") + "']")
    # ok: python-xpath-injection
    name.find("@")


def quotes_refused(tree):
    name = request.args["name"]
    if "'" in name:
        return None
    # ok: python-xpath-injection
    return tree.xpath(f"//user[@name='{name}']")
