from ctypes import CDLL
# ok: python-xmlrpc-without-defusedxml
from xmlrpc.server import SimpleXMLRPCServer
from defusedxml.xmlrpc import monkey_patch

monkey_patch()
LIBPAM = CDLL("libpam.so")
# ok: python-pam-without-account-check
PAM_AUTHENTICATE = LIBPAM.pam_authenticate
PAM_ACCT_MGMT = LIBPAM.pam_acct_mgmt
