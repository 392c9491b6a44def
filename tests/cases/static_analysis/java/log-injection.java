class LogCases {
    @PostMapping("/login")
    void login(@RequestParam String user, @RequestParam long id) {
        // ruleid: java-log-injection
        log.info("login of " + user);
        // ruleid: java-log-injection
        this.logger.warn(String.format("login of %s", user));
        // ok: java-log-injection
        log.info("login of " + id);
        // ok: java-log-injection
        log.info("login of {}", user);
        // ok: java-log-injection
        log.error("login of " + user.replaceAll("\\s", "_"));
        // ok: java-log-injection
        LOGGER.debug("login of " + ESAPI.encoder().encodeForHTML(user));
        // ok: java-log-injection
        catalog.info("login of " + user);
    }
}
