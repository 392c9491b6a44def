class ReflectionCases {
    @PostMapping("/run")
    void run(@RequestParam String name, ClassLoader loader, InitialContext initial, Context naming, JndiTemplate template) throws Exception {
        // ruleid: java-unsafe-reflection
        Class.forName(name);
        // ok: java-unsafe-reflection
        Class.forName("com.example.Job");
        // ok: java-unsafe-reflection
        Class.forName(CLASSES.get(name));
        // ruleid: java-unsafe-reflection
        loader.loadClass("com.example." + name);
        // ok: java-unsafe-reflection
        loader.loadClass("com.example.Job");
        // ruleid: java-unsafe-reflection
        Job.class.getMethod(name);
        // ok: java-unsafe-reflection
        Job.class.getMethod("run", String.class).invoke(job, name);
        // ruleid: java-unsafe-reflection
        Job.class.getDeclaredMethod(name);
        // ok: java-unsafe-reflection
        Job.class.getDeclaredMethod("run");
        // ruleid: java-jndi-injection
        initial.lookup(name);
        // ok: java-jndi-injection
        initial.lookup("java:comp/env/jdbc/db");
        // ruleid: java-jndi-injection
        naming.lookup("java:comp/env/" + name);
        // ok: java-jndi-injection
        naming.lookup("java:comp/env");
        // ruleid: java-jndi-injection
        new InitialContext().lookup(name);
        // ok: java-jndi-injection
        new InitialContext().lookup(NAMES.get(name));
        // ruleid: java-jndi-injection
        InitialContext.doLookup(name);
        // ok: java-jndi-injection
        InitialContext.doLookup("java:comp/env");
        // ruleid: java-jndi-injection
        template.lookup(name, String.class);
        // ok: java-jndi-injection
        template.lookup("java:comp/env", String.class);
        // ok: java-jndi-injection
        registry.lookup(name);
    }
}
