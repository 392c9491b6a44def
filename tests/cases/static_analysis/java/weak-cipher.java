class CipherCases {
    void ciphers(byte[] key) throws Exception {
        // ruleid: java-weak-cipher
        Cipher.getInstance("DES/CBC/PKCS5Padding");
        // ruleid: java-weak-cipher
        javax.crypto.Cipher.getInstance("DESede/CBC/NoPadding", "SunJCE");
        // ok: java-weak-cipher
        javax.crypto.Cipher.getInstance("AES/CBC/NoPadding");
        // ok: java-weak-cipher, java-ecb-cipher
        Cipher.getInstance("AES/GCM/NoPadding");
        // ruleid: java-weak-cipher
        KeyGenerator.getInstance("Blowfish");
        // ok: java-weak-cipher
        KeyGenerator.getInstance("AES");
        // ruleid: java-weak-cipher
        SecretKeyFactory.getInstance("DES");
        // ok: java-weak-cipher
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
        // ruleid: java-weak-cipher
        new SecretKeySpec(key, "RC4");
        // ok: java-weak-cipher
        new SecretKeySpec(key, "AES");
        // ruleid: java-weak-cipher
        javax.crypto.KeyGenerator.getInstance("DES");
        // ok: java-weak-cipher
        javax.crypto.KeyGenerator.getInstance("AES");
        String named = settings.getProperty("cipher", "DES/CBC/PKCS5Padding");
        // ruleid: java-weak-cipher
        Cipher.getInstance(named);
        String strong = settings.getProperty("cipher", "AES/GCM/NoPadding");
        // ok: java-weak-cipher, java-ecb-cipher
        Cipher.getInstance(strong);
        // ruleid: java-ecb-cipher
        Cipher.getInstance("AES");
        // ruleid: java-ecb-cipher
        javax.crypto.Cipher.getInstance("AES/ECB/NoPadding");
        // ok: java-ecb-cipher
        javax.crypto.Cipher.getInstance("AES/CTR/NoPadding");
        // ok: java-ecb-cipher
        Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        // ruleid: java-rsa-without-oaep
        Cipher.getInstance("RSA");
        // ruleid: java-rsa-without-oaep
        Cipher.getInstance("RSA/ECB/PKCS1Padding");
        // ok: java-rsa-without-oaep
        Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
    }

    void vectors(byte[] received, ByteBuffer buffer, SecureRandom random, DataInputStream in) throws Exception {
        // ruleid: java-static-iv
        new IvParameterSpec("0123456789abcdef".getBytes());
        byte[] zeros = new byte[16];
        // ruleid: java-static-iv
        new javax.crypto.spec.IvParameterSpec(zeros);
        byte[] listed = new byte[] {1, 2, 3, 4};
        // ruleid: java-static-iv
        new GCMParameterSpec(128, listed);
        // ok: java-static-iv
        new GCMParameterSpec(128, received);
        // ok: java-static-iv
        new javax.crypto.spec.IvParameterSpec(received);
        byte[] drawn = new byte[16];
        random.nextBytes(drawn);
        // ok: java-static-iv
        new IvParameterSpec(drawn);
        byte[] got = new byte[16];
        buffer.get(got);
        // ok: java-static-iv
        new IvParameterSpec(got);
        byte[] read = new byte[16];
        in.readFully(read);
        // ok: java-static-iv
        new IvParameterSpec(read);
        byte[] some = new byte[16];
        in.read(some);
        // ok: java-static-iv
        new IvParameterSpec(some);
        byte[] copied = new byte[16];
        System.arraycopy(received, 0, copied, 0, 16);
        // ok: java-static-iv
        new IvParameterSpec(copied);
    }

    void keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        // ruleid: java-short-rsa-key
        generator.initialize(1024);
        // ok: java-short-rsa-key
        generator.initialize(4096);
        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
        // ok: java-short-rsa-key
        curve.initialize(256);
    }
}
