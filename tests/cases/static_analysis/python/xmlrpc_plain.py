# ruleid: python-xmlrpc-without-defusedxml
import xmlrpc.client
# ruleid: python-xmlrpc-without-defusedxml
from xmlrpc.server import SimpleXMLRPCServer
