class RegexCases {
    private static final Pattern SLOW =
        // ruleid: java-regex-backtracking
        Pattern.compile("^([a-zA-Z]+)*$");
    private static final Pattern QUICK =
        // ok: java-regex-backtracking
        Pattern.compile("^[a-zA-Z]+$");

    @GetMapping("/search")
    void search(@RequestParam String term, String text) {
        // ruleid: java-regex-injection
        Pattern.compile(".*" + term + ".*");
        // ok: java-regex-injection
        Pattern.compile(".*" + Pattern.quote(term) + ".*");
        // ruleid: java-regex-injection
        Pattern.matches(term, "text");
        // ruleid: java-regex-injection
        "text".matches(term + ".*");
        // ok: java-regex-injection
        "text".equals(term);
        // ruleid: java-regex-injection
        "text".replaceAll(term, "x");
        // ok: java-regex-injection
        "text".replace(term, "x");
        // ruleid: java-regex-injection
        "text".replaceFirst(term, "x");
        // ok: java-regex-injection
        "text".replaceFirst("x", term);
        // ok: java-regex-injection
        Pattern.matches("[a-z]+", term);
    }

    boolean ok(String text) {
        // ruleid: java-regex-backtracking
        boolean a = Pattern.matches("(x+x+)+y", text);
        // ok: java-regex-backtracking
        boolean b = Pattern.matches("x+y", text);
        // ruleid: java-regex-backtracking
        boolean c = text.matches("(.*,)*end");
        // ok: java-regex-backtracking
        return text.matches("[^,]*,end");
    }
}
