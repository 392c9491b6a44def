class HashCases {
    void digests(byte[] data) throws Exception {
        // ruleid: java-weak-hash
        MessageDigest.getInstance("MD5");
        // ruleid: java-weak-hash
        MessageDigest.getInstance("SHA-1", provider);
        // ok: java-weak-hash
        MessageDigest.getInstance("SHA-256");
        // ruleid: java-weak-hash
        java.security.MessageDigest.getInstance("sha1");
        // ok: java-weak-hash
        java.security.MessageDigest.getInstance("SHA-512");
        String named = settings.getProperty("digest", "MD5");
        // ruleid: java-weak-hash
        MessageDigest.getInstance(named);
        String strong = settings.getProperty("digest", "SHA-256");
        // ok: java-weak-hash
        MessageDigest.getInstance(strong);
        // ok: java-weak-hash
        log.info("MD5");
        // ruleid: java-weak-hash
        DigestUtils.md5Hex(data);
        // ruleid: java-weak-hash
        DigestUtils.sha1Hex(data);
        // ok: java-weak-hash
        DigestUtils.sha256Hex(data);
        // ruleid: java-weak-hash
        DigestUtils.md5(data);
        // ruleid: java-weak-hash
        DigestUtils.sha1(data);
        // ok: java-weak-hash
        DigestUtils.sha256(data);
        // ruleid: java-weak-hash
        DigestUtils.md5DigestAsHex(data);
        // ruleid: java-weak-hash
        Hashing.md5();
        // ruleid: java-weak-hash
        Hashing.sha1();
        // ok: java-weak-hash
        Hashing.sha256();
    }

    void passwords(String password, User user, String document, MessageDigest digest) throws Exception {
        // ruleid: java-fast-password-hash
        digest.digest(password.getBytes());
        // ruleid: java-fast-password-hash
        digest.update(user.getPassword().getBytes());
        // ok: java-fast-password-hash
        digest.digest(document.getBytes());
        // ok: java-fast-password-hash
        digest.update(document.getBytes());
        // ruleid: java-fast-password-hash
        MessageDigest.getInstance("SHA-512").digest(password.getBytes("UTF-8"));
        // ok: java-fast-password-hash
        MessageDigest.getInstance("SHA-512").digest(document.getBytes("UTF-8"));
        // ruleid: java-fast-password-hash
        DigestUtils.sha256Hex(password);
        // ok: java-fast-password-hash
        DigestUtils.sha256Hex(document);
        // ok: java-fast-password-hash
        encoder.encode(password);
        char[] typed = password.toCharArray();
        // ok: java-fast-password-hash
        keyStore.load(in, typed);
        // ruleid: java-fast-password-hash
        digest.digest(new String(password.toCharArray()).getBytes());
    }

    void encoders() {
        // ruleid: java-plaintext-password-encoder
        NoOpPasswordEncoder.getInstance();
        // ok: java-plaintext-password-encoder
        new BCryptPasswordEncoder();
    }
}
