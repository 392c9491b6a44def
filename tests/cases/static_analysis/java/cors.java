class CorsCases {
    void add(CorsRegistry registry, CorsConfiguration config, HttpServletResponse response) {
        // ruleid: java-cors-any-origin
        registry.addMapping("/**").allowedOrigins("*");
        // ok: java-cors-any-origin
        registry.addMapping("/**").allowedOrigins("https://www.example.com");
        // ruleid: java-cors-any-origin
        registry.addMapping("/**").allowedOriginPatterns("*");
        // ok: java-cors-any-origin
        registry.addMapping("/**").allowedOriginPatterns("https://*.example.com");
        // ruleid: java-cors-any-origin
        config.addAllowedOrigin("*");
        // ok: java-cors-any-origin
        config.addAllowedOrigin("https://www.example.com");
        // ruleid: java-cors-any-origin
        config.addAllowedOriginPattern("*");
        // ok: java-cors-any-origin
        config.addAllowedOriginPattern("https://*.example.com");
        // ruleid: java-cors-any-origin
        config.setAllowedOrigins(List.of("*"));
        // ok: java-cors-any-origin
        config.setAllowedOrigins(List.of("https://www.example.com"));
        // ruleid: java-cors-any-origin
        config.setAllowedOriginPatterns(Arrays.asList("*"));
        // ok: java-cors-any-origin
        config.setAllowedMethods(Arrays.asList("*"));
        // ruleid: java-cors-any-origin
        response.setHeader("Access-Control-Allow-Origin", "*");
        // ruleid: java-cors-any-origin
        response.addHeader("Access-Control-Allow-Origin", "*");
        // ok: java-cors-any-origin
        response.setHeader("Access-Control-Allow-Headers", "*");
        // ok: java-cors-any-origin
        response.addHeader("Access-Control-Allow-Headers", "*");
    }

    void reflect(HttpServletRequest request, HttpServletResponse response, HttpHeaders headers) {
        String origin = request.getHeader("Origin");
        // ruleid: java-cors-reflected-origin
        response.setHeader("Access-Control-Allow-Origin", origin);
        // ruleid: java-cors-reflected-origin
        response.addHeader("Access-Control-Allow-Origin", origin);
        // ruleid: java-cors-reflected-origin
        headers.setAccessControlAllowOrigin(origin);
        // ok: java-cors-reflected-origin
        headers.setAccessControlAllowOrigin("https://www.example.com");
        // ok: java-cors-reflected-origin
        response.addHeader("X-Origin", origin);
        if (ALLOWED.contains(origin)) {
            // ok: java-cors-reflected-origin
            response.setHeader("Access-Control-Allow-Origin", origin);
        }
    }

    // ruleid: java-cors-any-origin
    @CrossOrigin(origins = "*", maxAge = 60)
    @GetMapping("/a")
    String a() { return ""; }

    // ruleid: java-cors-any-origin
    @CrossOrigin("*")
    @GetMapping("/b")
    String b() { return ""; }

    // ok: java-cors-any-origin
    @CrossOrigin(origins = "https://www.example.com")
    @GetMapping("/c")
    String c() { return ""; }
}

// ruleid: java-cors-any-origin
@CrossOrigin(origins = "*")
class OpenController {}

// ok: java-cors-any-origin
@CrossOrigin(origins = "https://www.example.com")
class ClosedController {}
