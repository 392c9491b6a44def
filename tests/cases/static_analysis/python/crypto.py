import hashlib
import hmac
import os
import random
import secrets
import uuid
import paramiko
from Crypto.Cipher import AES, ARC4, Blowfish, DES, DES3
from Crypto.Hash import MD5
from Crypto.PublicKey import DSA, RSA
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.ciphers import algorithms, modes


def weak_hashes(data):
    # ruleid: python-weak-hash
    hashlib.md5(data)
    # ruleid: python-weak-hash
    hashlib.sha1(data)
    # ruleid: python-weak-hash
    hashlib.new("md5", data)
    # ruleid: python-weak-hash
    hashlib.new(name="SHA1")
    # ruleid: python-weak-hash
    MD5.new(data)
    # ruleid: python-weak-hash
    hashes.SHA1()
    # ruleid: python-weak-hash
    hashes.MD5()
    algorithm = "md5"
    # ruleid: python-weak-hash
    hashlib.new(algorithm)
    # ok: python-weak-hash
    hashlib.sha256(data)
    # ok: python-weak-hash
    hashlib.new("sha384", data)
    # ok: python-weak-hash
    hashlib.md5(data, usedforsecurity=False)
    # ok: python-weak-hash
    hashes.SHA256()


def passwords(password, request):
    # ruleid: python-fast-password-hash
    hashlib.sha256(password.encode())
    # ruleid: python-fast-password-hash
    hashlib.md5(password)
    salted = (SALT + password).encode()
    # ruleid: python-fast-password-hash
    hashlib.sha512(salted)
    # ruleid: python-fast-password-hash
    hashlib.sha1(request.POST["password"].encode())
    # ruleid: python-fast-password-hash
    hashlib.sha1(request.POST.get("password").encode())
    # ok: python-fast-password-hash
    hashlib.scrypt(password.encode(), salt=SALT)
    # ok: python-fast-password-hash
    hashlib.pbkdf2_hmac("sha256", password, SALT, 600000)
    # ok: python-fast-password-hash
    hashlib.sha256(document)
    # ok: python-fast-password-hash
    hashlib.sha256(request.POST["document"].encode())


def ciphers(key):
    # ruleid: python-weak-cipher
    DES.new(key, DES.MODE_CBC)
    # ruleid: python-weak-cipher
    DES3.new(key)
    # ruleid: python-weak-cipher
    ARC4.new(key)
    # ruleid: python-weak-cipher
    Blowfish.new(key)
    # ruleid: python-weak-cipher
    algorithms.TripleDES(key)
    # ruleid: python-weak-cipher
    algorithms.ARC4(key)
    # ruleid: python-weak-cipher
    algorithms.IDEA(key)
    # ok: python-weak-cipher
    AES.new(key, AES.MODE_GCM)
    # ok: python-weak-cipher
    algorithms.AES(key)
    # ruleid: python-ecb-mode
    AES.new(key, AES.MODE_ECB)
    # ruleid: python-ecb-mode
    modes.ECB()
    # ok: python-ecb-mode
    AES.new(key, AES.MODE_GCM)
    # ok: python-ecb-mode
    modes.GCM(os.urandom(12))
    # ruleid: python-fixed-iv
    AES.new(key, AES.MODE_CBC, b"0123456789abcdef")
    # ruleid: python-fixed-iv
    AES.new(key, AES.MODE_CBC, iv=b"0123456789abcdef")
    # ruleid: python-fixed-iv
    AES.new(key, AES.MODE_GCM, nonce=b"0123456789ab")
    # ruleid: python-fixed-iv
    modes.CBC(b"0123456789abcdef")
    # ruleid: python-fixed-iv
    modes.CBC(b"0" * 16)
    # ruleid: python-fixed-iv
    modes.CTR(b"0123456789abcdef")
    # ok: python-fixed-iv
    AES.new(key, AES.MODE_CBC, os.urandom(16))
    # ok: python-fixed-iv
    modes.CBC(os.urandom(16))
    # ruleid: python-short-key
    rsa.generate_private_key(public_exponent=65537, key_size=1024)
    # ruleid: python-short-key
    dsa.generate_private_key(key_size=1024)
    # ruleid: python-short-key
    RSA.generate(1024)
    # ruleid: python-short-key
    DSA.generate(1024)
    # ruleid: python-short-key
    paramiko.RSAKey.generate(bits=1024)
    # ok: python-short-key
    rsa.generate_private_key(public_exponent=65537, key_size=3072)
    # ok: python-short-key
    RSA.generate(2048)


def predictable(user, response, cache):
    # ruleid: python-predictable-secret
    token = "%d" % random.getrandbits(64)
    # ruleid: python-predictable-secret
    user.reset_token = random.random()
    # ruleid: python-predictable-secret
    user.password = "".join(random.choice(LETTERS) for _ in range(9))
    # ruleid: python-predictable-secret
    api_key = uuid.uuid1().hex
    # ruleid: python-predictable-secret
    create(session_id=random.randint(0, 9))
    # ruleid: python-predictable-secret
    cache["token"] = random.randbytes(9)
    # ok: python-predictable-secret
    token = secrets.token_urlsafe(32)
    # ok: python-predictable-secret
    user.password = "".join(secrets.choice(LETTERS) for _ in range(9))
    # ok: python-predictable-secret
    delay = random.random()
    # ok: python-predictable-secret
    api_key = uuid.uuid4().hex


def generate_token():
    # ruleid: python-predictable-secret
    return str(random.random())


def generate_noise():
    # ok: python-predictable-secret
    return random.random()


def identifiers(session, response):
    # ruleid: python-random-is-predictable
    value = str(random.randint(0, 9))
    # ruleid: python-random-is-predictable
    value = base64.b64encode(random.randbytes(9))
    # ruleid: python-random-is-predictable
    value = "".join(random.choices(LETTERS, k=9))
    # ruleid: python-random-is-predictable
    value = f"id-{random.random()}"
    # ruleid: python-random-is-predictable
    value = str(random.random())[2:]
    # ruleid: python-random-is-predictable
    value = hex(random.getrandbits(9))
    # ruleid: python-random-is-predictable
    value = "id-%s" % random.random()
    # ruleid: python-random-is-predictable
    session["seen"] = random.random()
    # ruleid: python-random-is-predictable
    response.set_cookie("seen", random.random())
    # ok: python-random-is-predictable
    value = str(secrets.randbelow(9))
    # ok: python-random-is-predictable
    value = str(random.SystemRandom().randint(0, 9))
    # ok: python-random-is-predictable
    delay = 1 + random.random()
    # ok: python-random-is-predictable
    value = base64.b64encode(secrets.token_bytes(32))


def comparisons(key, body, given, signature, stored, user):
    # ruleid: python-secret-compared-with-equals
    hmac.new(key, body, "sha256").hexdigest() == given
    # ruleid: python-secret-compared-with-equals
    given != hmac.new(key, body, "sha256").digest()
    # ruleid: python-secret-compared-with-equals
    signature == given
    # ruleid: python-secret-compared-with-equals
    stored.api_token == given
    # ruleid: python-secret-compared-with-equals
    given != user.password_hash
    # ok: python-secret-compared-with-equals
    hmac.compare_digest(hmac.new(key, body, "sha256").hexdigest(), given)
    # ok: python-secret-compared-with-equals
    signature == None
    # ok: python-secret-compared-with-equals
    signature == ""
    # ok: python-secret-compared-with-equals
    user.name == given
