class RandomCases {
    void numbers() {
        // ruleid: java-insecure-random
        new Random();
        // ruleid: java-insecure-random
        new java.util.Random(7);
        // ruleid: java-insecure-random
        double d = Math.random();
        // ruleid: java-insecure-random
        RandomStringUtils.randomAlphanumeric(10);
        // ok: java-insecure-random
        new SecureRandom();
        // ok: java-insecure-random
        double e = Math.floor(2.5);
    }

    void secrets(User user, Random given, SecureRandom secure) {
        // ruleid: java-insecure-random-secret
        String token = Long.toHexString(new Random().nextLong());
        // ruleid: java-insecure-random-secret
        String resetCode = String.valueOf(Math.random());
        // ruleid: java-insecure-random-secret
        String sessionId = "s" + given.nextInt();
        // ruleid: java-insecure-random-secret
        user.setPassword(RandomStringUtils.randomAlphanumeric(12));
        // ruleid: java-insecure-random-secret
        int otp = ThreadLocalRandom.current().nextInt(1000000);
        java.util.Random full = new java.util.Random();
        // ruleid: java-insecure-random-secret
        this.secret = full.nextLong();
        // ok: java-insecure-random-secret
        int delay = new Random().nextInt(100);
        // ok: java-insecure-random-secret
        String apiKey = Long.toHexString(new SecureRandom().nextLong());
        // ok: java-insecure-random-secret
        user.setApiKey(Long.toHexString(secure.nextLong()));
        // ok: java-insecure-random-secret
        String accessToken = RandomStringUtils.secure().nextAlphanumeric(20);
        // ok: java-insecure-random-secret
        user.setColor(new Random().nextInt(7));
    }
}
