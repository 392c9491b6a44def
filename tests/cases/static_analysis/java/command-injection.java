class CommandCases {
    @GetMapping("/a")
    void text(@RequestParam String host, Runtime runtime) throws IOException {
        // ruleid: java-command-injection
        Runtime.getRuntime().exec("ping " + host);
        // ruleid: java-command-injection
        runtime.exec(new String[] {"sh", "-c", "ping " + host});
        // ok: java-command-injection
        Runtime.getRuntime().exec("uptime");
        // ruleid: java-command-injection
        new ProcessBuilder("sh", "-c", host).start();
        // ok: java-command-injection
        new ProcessBuilder("sh", "-c", "uptime").start();
        // ruleid: java-command-injection
        CommandLine.parse("ping " + host);
        // ok: java-command-injection
        CommandLine.parse("ping localhost");
    }

    void list(HttpServletRequest request) throws IOException {
        List<String> args = new ArrayList<>();
        args.add("sh");
        args.add(request.getParameter("script"));
        ProcessBuilder builder = new ProcessBuilder();
        // ruleid: java-command-injection
        builder.command(args);
        List<String> fixed = new ArrayList<>();
        fixed.add("uptime");
        // ok: java-command-injection
        builder.command(fixed);
    }

    void fullyNamed(javax.servlet.http.HttpServletRequest request, java.lang.Runtime runtime) throws IOException {
        String name = request.getHeader("name");
        // ruleid: java-command-injection
        runtime.exec("id " + name);
        // ok: java-command-injection
        runtime.exec("kill " + Long.parseLong(name));
        if (!StringUtils.isAlphanumeric(name)) {
            return;
        }
        // ok: java-command-injection
        runtime.exec("id " + name);
        // ruleid: java-command-injection
        new java.lang.ProcessBuilder("id", request.getQueryString());
        // ok: java-command-injection
        new java.lang.ProcessBuilder("id", "root");
    }

    void cleaned(HttpServletRequest request) throws IOException {
        String name = sanitizeName(request.getParameter("name"));
        // ok: java-command-injection
        Runtime.getRuntime().exec(new String[] {"id", name});
        String other = request.getParameter("other");
        validateHost(other);
        // ok: java-command-injection
        Runtime.getRuntime().exec(new String[] {"ping", other});
        String same = request.getParameter("same");
        logIt(same);
        // ruleid: java-command-injection
        Runtime.getRuntime().exec(new String[] {"ping", same});
    }
}
