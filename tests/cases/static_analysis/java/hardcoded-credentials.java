class CredentialCases {
    void passwords(HikariConfig hikari, BasicDataSource dbcp, DriverManagerDataSource spring, JavaMailSenderImpl mail) throws Exception {
        // ruleid: java-hardcoded-password
        DriverManager.getConnection(url, "app", "S3cure-Horse");
        // ok: java-hardcoded-password
        DriverManager.getConnection(url, "app", System.getenv("DB_PASSWORD"));
        // ok: java-hardcoded-password
        DriverManager.getConnection(url, "sa", "");
        // ruleid: java-hardcoded-password
        new PasswordAuthentication("app", "S3cure-Horse".toCharArray());
        // ok: java-hardcoded-password
        new PasswordAuthentication("app", password.toCharArray());
        // ruleid: java-hardcoded-password
        new UsernamePasswordCredentials("app", "S3cure-Horse");
        // ok: java-hardcoded-password
        new UsernamePasswordCredentials("app", password);
        // ruleid: java-hardcoded-password
        hikari.setPassword("S3cure-Horse");
        // ok: java-hardcoded-password
        hikari.setPassword(environment.getProperty("db.password"));
        // ruleid: java-hardcoded-password
        dbcp.setPassword("S3cure-Horse");
        // ok: java-hardcoded-password
        dbcp.setPassword(password);
        // ruleid: java-hardcoded-password
        spring.setPassword("S3cure-Horse");
        // ok: java-hardcoded-password
        spring.setPassword("${db.password}");
        // ruleid: java-hardcoded-password
        mail.setPassword("S3cure-Horse");
        // ok: java-hardcoded-password
        mail.setPassword("changeme");
        // ruleid: java-hardcoded-password
        DataSourceBuilder.create().url(url).password("S3cure-Horse").build();
        // ok: java-hardcoded-password
        DataSourceBuilder.create().url(url).password(password).build();
        // ruleid: java-hardcoded-password
        new Jedis("cache").auth("S3cure-Horse");
        // ok: java-hardcoded-password
        new Jedis("cache").auth(password);
        // ruleid: java-hardcoded-password
        new BasicAWSCredentials(id, "wJalrXUtnFEMIK7MDENGbPxRfiCY");
        // ok: java-hardcoded-password
        new BasicAWSCredentials(id, secret);
        // ruleid: java-hardcoded-password
        AwsBasicCredentials.create(id, "wJalrXUtnFEMIK7MDENGbPxRfiCY");
        // ok: java-hardcoded-password
        AwsBasicCredentials.create(id, secret);
        // ruleid: java-hardcoded-password
        new PBEKeySpec("S3cure-Horse".toCharArray(), salt, 600000, 256);
        // ok: java-hardcoded-password
        new PBEKeySpec(password.toCharArray(), salt, 600000, 256);
    }

    private static final String KEY = "K7gNU3sdo+OL0wNh";

    void keys(Properties properties, JwtParserBuilder parser, byte[] read, Config config) throws Exception {
        // ruleid: java-hardcoded-key
        new SecretKeySpec("K7gNU3sdo+OL0wNh".getBytes(), "AES");
        // ruleid: java-hardcoded-key
        new javax.crypto.spec.SecretKeySpec(KEY.getBytes(), "AES");
        // ok: java-hardcoded-key
        new SecretKeySpec(read, "HmacSHA256");
        // ok: java-hardcoded-key
        new javax.crypto.spec.SecretKeySpec(read, "AES");
        // ok: java-hardcoded-key
        new SecretKeySpec(System.getenv("Box_Key_1234").getBytes(), "AES");
        // ok: java-hardcoded-key
        new SecretKeySpec(System.getProperty("Box_Key_1234").getBytes(), "AES");
        // ok: java-hardcoded-key
        new SecretKeySpec(properties.getProperty("Box_Key_1234").getBytes(), "AES");
        // ok: java-hardcoded-key
        new SecretKeySpec(config.getString("Box_Key_1234").getBytes(), "AES");
        // ok: java-hardcoded-key
        new SecretKeySpec(vault.get("Box_Key_1234").getBytes(), "AES");
        // ok: java-hardcoded-key
        new SecretKeySpec(vault.getSecret("Box_Key_1234").getBytes(), "AES");
        // ok: java-hardcoded-key
        new SecretKeySpec(Files.readAllBytes(Path.of("Box_Key_1234")), "AES");
        // ruleid: java-hardcoded-key
        Keys.hmacShaKeyFor("K7gNU3sdo+OL0wNhqHb4".getBytes());
        // ok: java-hardcoded-key
        Keys.hmacShaKeyFor(read);
        // ruleid: java-hardcoded-key
        Algorithm.HMAC256("K7gNU3sdo+OL0wNh");
        // ok: java-hardcoded-key
        Algorithm.HMAC256(read);
        // ruleid: java-hardcoded-key
        Algorithm.HMAC384("K7gNU3sdo+OL0wNh");
        // ok: java-hardcoded-key
        Algorithm.HMAC384(read);
        // ruleid: java-hardcoded-key
        Algorithm.HMAC512("K7gNU3sdo+OL0wNh");
        // ok: java-hardcoded-key
        Algorithm.HMAC512(read);
        // ruleid: java-hardcoded-key
        Jwts.builder().setSubject("a").signWith(SignatureAlgorithm.HS256, "K7gNU3sdo+OL0wNh");
        // ok: java-hardcoded-key
        Jwts.builder().setSubject("a").signWith(SignatureAlgorithm.HS256, read);
        // ruleid: java-hardcoded-key
        parser.setSigningKey("K7gNU3sdo+OL0wNh");
        // ok: java-hardcoded-key
        parser.setSigningKey(read);
        // ruleid: java-hardcoded-key
        new MACSigner("K7gNU3sdo+OL0wNhqHb4ZvYx12345678");
        // ok: java-hardcoded-key
        new MACSigner(read);
    }
}
