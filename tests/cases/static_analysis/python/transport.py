import aiohttp
import asyncssh
import flask_cors
import httpx
import jose.jwt
import jwt
import paramiko
import requests
import ssl
import urllib3
from authlib.jose import JsonWebToken
from flask import request
from starlette.middleware.cors import CORSMiddleware


def verification(session, context, curl, url):
    # ruleid: python-tls-verification-off
    requests.get(url, verify=False)
    # ruleid: python-tls-verification-off
    httpx.post(url, verify=False)
    # ruleid: python-tls-verification-off
    httpx.Client(verify=False)
    # ruleid: python-tls-verification-off
    session.get(url, verify=False)
    # ruleid: python-tls-verification-off
    session.verify = False
    # ruleid: python-tls-verification-off
    aiohttp.TCPConnector(ssl=False)
    # ruleid: python-tls-verification-off
    aiohttp.TCPConnector(verify_ssl=False)
    # ruleid: python-tls-verification-off
    urllib3.PoolManager(cert_reqs="CERT_NONE")
    # ruleid: python-tls-verification-off
    ssl._create_unverified_context()
    # ruleid: python-tls-verification-off
    ssl._create_default_https_context = ssl._create_unverified_context
    # ruleid: python-tls-verification-off
    context.verify_mode = ssl.CERT_NONE
    # ruleid: python-tls-verification-off
    context.check_hostname = False
    # ruleid: python-tls-verification-off
    curl.setopt(pycurl.SSL_VERIFYPEER, 0)
    # ok: python-tls-verification-off
    requests.get(url)
    # ok: python-tls-verification-off
    requests.get(url, verify="/etc/ssl/ca.pem")
    # ok: python-tls-verification-off
    form.save(url, verify=False)
    # ok: python-tls-verification-off
    aiohttp.TCPConnector(ssl=ssl.create_default_context())
    # ok: python-tls-verification-off
    context.verify_mode = ssl.CERT_REQUIRED


def versions(context):
    # ruleid: python-old-tls-version
    ssl.SSLContext(ssl.PROTOCOL_SSLv3)
    # ruleid: python-old-tls-version
    ssl.SSLContext(ssl.PROTOCOL_TLSv1)
    # ruleid: python-old-tls-version
    ssl.SSLContext(ssl.PROTOCOL_TLSv1_1)
    # ruleid: python-old-tls-version
    context.minimum_version = ssl.TLSVersion.TLSv1
    # ok: python-old-tls-version
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # ok: python-old-tls-version
    context.minimum_version = ssl.TLSVersion.TLSv1_2


def host_keys(client):
    # ruleid: python-ssh-host-key-ignored
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    # ruleid: python-ssh-host-key-ignored
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy)
    # ruleid: python-ssh-host-key-ignored
    client.set_missing_host_key_policy(paramiko.WarningPolicy())
    # ruleid: python-ssh-host-key-ignored
    asyncssh.connect("host", known_hosts=None)
    # ok: python-ssh-host-key-ignored
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    # ok: python-ssh-host-key-ignored
    asyncssh.connect("host")


def tokens(token, key, header, headers, registry):
    # ruleid: python-jwt-not-verified
    jwt.decode(token, options={"verify_signature": False})
    # ruleid: python-jwt-not-verified
    jwt.decode(token, key, verify=False)
    # ruleid: python-jwt-not-verified
    jose.jwt.get_unverified_claims(token)
    # ruleid: python-jwt-not-verified
    jwt.decode(token, key, algorithms=["HS256", "none"])
    # ruleid: python-jwt-not-verified
    jwt.encode({}, key, algorithm="none")
    # ok: python-jwt-not-verified
    jwt.decode(token, key, algorithms=["RS256"])
    # ok: python-jwt-not-verified
    jwt.decode(token, key, algorithms=["RS256"], options={"verify_exp": True})
    # ruleid: python-jwt-algorithm-or-key-from-token
    jwt.decode(token, key, algorithms=[header["alg"]])
    # ruleid: python-jwt-algorithm-or-key-from-token
    jwt.decode(token, key, algorithms=[header.get("alg")])
    # ruleid: python-jwt-algorithm-or-key-from-token
    key = header["jwk"]
    # ruleid: python-jwt-algorithm-or-key-from-token
    public_key = headers.get("x5c")
    # ruleid: python-jwt-algorithm-or-key-from-token
    JsonWebToken(list(registry.keys()))
    # ok: python-jwt-algorithm-or-key-from-token
    jwt.decode(token, key, algorithms=ALGORITHMS)
    # ok: python-jwt-algorithm-or-key-from-token
    key = KEYS[header["kid"]]
    # ok: python-jwt-algorithm-or-key-from-token
    JsonWebToken(["RS256"])


def cookies(response, app):
    # ruleid: python-cookie-without-secure
    response.set_cookie("a", "b")
    # ruleid: python-cookie-without-secure
    response.set_cookie("a", "b", secure=False)
    # ruleid: python-cookie-without-secure
    app.config["SESSION_COOKIE_SECURE"] = False
    # ok: python-cookie-without-secure
    response.set_cookie("a", "b", secure=True)
    # ok: python-cookie-without-secure
    response.set_cookie("a", "b", secure=request.is_secure)
    # ok: python-cookie-without-secure
    response.set_cookie("a", "", expires=0)
    # ok: python-cookie-without-secure
    response.set_cookie("a", "b", **OPTIONS)
    # ruleid: python-cookie-without-httponly
    response.set_cookie("session", "b", secure=True)
    # ruleid: python-cookie-without-httponly
    response.set_cookie("a", "b", httponly=False)
    # ruleid: python-cookie-without-httponly
    app.config["SESSION_COOKIE_HTTPONLY"] = False
    # ok: python-cookie-without-httponly
    response.set_cookie("session", "b", httponly=True)
    # ok: python-cookie-without-httponly
    response.set_cookie("theme", "dark", secure=True)
    # ruleid: python-cookie-samesite-none
    response.set_cookie("a", "b", samesite="None")
    # ruleid: python-cookie-samesite-none
    app.config["SESSION_COOKIE_SAMESITE"] = "None"
    # ok: python-cookie-samesite-none
    response.set_cookie("a", "b", samesite="Lax")
    # ok: python-cookie-samesite-none
    app.config["SESSION_COOKIE_SAMESITE"] = "Strict"


def session_cookie_without_secure(app):
    # ruleid: python-cookie-without-secure
    app.config["SESSION_COOKIE_NAME"] = "mine"


def session_cookie_with_secure(app):
    # ok: python-cookie-without-secure
    app.config["SESSION_COOKIE_NAME"] = "mine"
    app.config["SESSION_COOKIE_SECURE"] = True


def origins(app, response):
    # ruleid: python-cors-any-origin
    flask_cors.CORS(app)
    # ruleid: python-cors-any-origin
    flask_cors.CORS(app, origins="*")
    # ruleid: python-cors-any-origin
    flask_cors.CORS(app, resources={"/api/*": {"origins": "*"}})
    # ruleid: python-cors-any-origin
    app.add_middleware(CORSMiddleware, allow_origins=["*"])
    # ruleid: python-cors-any-origin
    response.headers["Access-Control-Allow-Origin"] = "*"
    # ok: python-cors-any-origin
    flask_cors.CORS(app, origins=["https://example.org"])
    # ok: python-cors-any-origin
    app.add_middleware(CORSMiddleware, allow_origins=ORIGINS)
    # ok: python-cors-any-origin
    response.headers["Access-Control-Allow-Origin"] = "https://example.org"
    # ruleid: python-cors-any-origin-with-credentials
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
    # ruleid: python-cors-any-origin-with-credentials
    flask_cors.CORS(app, supports_credentials=True)
    # ruleid: python-cors-any-origin-with-credentials
    flask_cors.CORS(app, origins="*", supports_credentials=True)
    # ok: python-cors-any-origin-with-credentials
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=False)
    # ok: python-cors-any-origin-with-credentials
    app.add_middleware(CORSMiddleware, allow_origins=ORIGINS, allow_credentials=True)


def reflected(response, handler):
    origin = request.headers["Origin"]
    # ruleid: python-cors-reflected-origin
    response.headers["Access-Control-Allow-Origin"] = origin
    # ruleid: python-cors-reflected-origin
    response["Access-Control-Allow-Origin"] = origin
    # ruleid: python-cors-reflected-origin
    handler.set_header("Access-Control-Allow-Origin", origin)
    # ok: python-cors-reflected-origin
    response.headers["Access-Control-Allow-Methods"] = origin


def reflected_after_a_check(response):
    origin = request.headers["Origin"]
    if origin in ALLOWED_ORIGINS:
        # ok: python-cors-reflected-origin
        response.headers["Access-Control-Allow-Origin"] = origin
