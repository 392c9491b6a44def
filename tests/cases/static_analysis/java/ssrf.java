class SsrfCases {
    @GetMapping("/fetch")
    void fetch(@RequestParam String url, @RequestParam long id, WebClient web, RestClient rest) throws Exception {
        // ruleid: java-ssrf
        new URL(url).openStream();
        // ok: java-ssrf
        new URL("https://example.com/").openStream();
        // ok: java-ssrf
        new URL("https://example.com/users/" + url).openStream();
        // ruleid: java-ssrf
        new URL("https://example.com" + url).openStream();
        URL parsed = new URL(url);
        // ruleid: java-ssrf
        parsed.openConnection();
        // ruleid: java-ssrf
        parsed.openStream();
        // ok: java-ssrf
        parsed.getHost();
        // ruleid: java-ssrf
        URI.create(url).toURL().openStream();
        // ruleid: java-ssrf
        URI.create(url).toURL().openConnection();
        // ok: java-ssrf
        URI.create("https://example.com/").toURL().openConnection();
        // ok: java-ssrf
        URI.create("https://example.com/").toURL().openStream();
        // ruleid: java-ssrf
        HttpRequest.newBuilder().uri(URI.create(url)).build();
        // ok: java-ssrf
        HttpRequest.newBuilder().uri(URI.create("https://example.com/")).header("X-Url", url).build();
        // ruleid: java-ssrf
        HttpRequest.newBuilder(URI.create(url)).build();
        // ok: java-ssrf
        HttpRequest.newBuilder(URI.create("https://example.com/")).build();
        // ruleid: java-ssrf
        new HttpGet(url);
        // ok: java-ssrf
        new HttpGet(String.format("https://example.com/%s", url));
        // ruleid: java-ssrf
        new HttpPost(url);
        // ok: java-ssrf
        new HttpPost("https://example.com/");
        // ruleid: java-ssrf
        new HttpPut(url);
        // ok: java-ssrf
        new HttpPut("https://example.com/");
        // ruleid: java-ssrf
        new Request.Builder().url(url).build();
        // ok: java-ssrf
        new Request.Builder().url("https://example.com/").build();
        // ruleid: java-ssrf
        Jsoup.connect(url).get();
        // ok: java-ssrf
        Jsoup.connect("https://example.com/").get();
        // ruleid: java-ssrf
        ImageIO.read(new URL(url));
        // ok: java-ssrf
        ImageIO.read(file);
        // ruleid: java-ssrf
        IOUtils.toString(new URL(url), "UTF-8");
        // ok: java-ssrf
        IOUtils.toString(new URL("https://example.com/"), "UTF-8");
        // ruleid: java-ssrf
        IOUtils.toByteArray(new URL(url));
        // ok: java-ssrf
        IOUtils.toByteArray(new URL("https://example.com/"));
        // ruleid: java-ssrf
        WebClient.create(url);
        // ok: java-ssrf
        WebClient.create("https://example.com/");
        // ruleid: java-ssrf
        web.get().uri(url);
        // ok: java-ssrf
        web.get().uri("https://example.com/{id}", url);
        // ruleid: java-ssrf
        web.post().uri(url);
        // ok: java-ssrf
        web.post().uri("https://example.com/");
        // ruleid: java-ssrf
        rest.get().uri(url);
        // ok: java-ssrf
        rest.get().uri("https://example.com/");
        // ruleid: java-ssrf
        rest.post().uri(url);
        // ok: java-ssrf
        rest.post().uri("https://example.com/");
        // ruleid: java-ssrf
        restTemplate.getForObject(url, String.class);
        // ok: java-ssrf
        restTemplate.getForObject("https://example.com/{id}", String.class, url);
        // ok: java-ssrf
        restTemplate.getForObject("https://shard" + id + ".example.com/", String.class);
        // ok: java-ssrf
        restTemplate.exchange(UriComponentsBuilder.fromUriString("https://example.com/").queryParam("q", url).toUriString(), HttpMethod.GET, null, String.class);
        // ok: java-ssrf
        restTemplate.exchange(UriComponentsBuilder.fromHttpUrl("https://example.com/").queryParam("q", url).toUriString(), HttpMethod.GET, null, String.class);
        // ruleid: java-ssrf
        new RestTemplate().exchange(url, HttpMethod.GET, null, String.class);
        // ok: java-ssrf
        restTemplate.getForObject(base + UriUtils.encode(url, "UTF-8"), String.class);
        // ok: java-ssrf
        restTemplate.getForObject(base + UriUtils.encodePathSegment(url, "UTF-8"), String.class);
        // ok: java-ssrf
        restTemplate.getForObject(base + URLEncoder.encode(url, "UTF-8"), String.class);
    }

    @GetMapping("/hosts")
    void hosts(@RequestParam String a, @RequestParam String b, @RequestParam String c, @RequestParam String d, @RequestParam String e, @RequestParam String f, @RequestParam String g) throws Exception {
        URL first = new URL(a);
        if (!hosts.contains(first.getHost())) throw new IOException();
        // ok: java-ssrf
        first.openStream();
        URL second = new URL(b);
        if (!second.getHost().equals("example.com")) throw new IOException();
        // ok: java-ssrf
        second.openStream();
        URL third = new URL(c);
        if (!third.getHost().endsWith(".example.com")) throw new IOException();
        // ok: java-ssrf
        third.openStream();
        URL fourth = new URL(d);
        if (!"example.com".equals(fourth.getHost())) throw new IOException();
        // ok: java-ssrf
        fourth.openStream();
        if (!e.startsWith("https://example.com/")) throw new IOException();
        // ok: java-ssrf
        new URL(e).openStream();
        if (!f.startsWith("https://")) throw new IOException();
        // ruleid: java-ssrf
        new URL(f).openStream();
        if (!isTrustedHost(g)) throw new IOException();
        // ok: java-ssrf
        new URL(g).openStream();
    }

    @GetMapping("/host")
    void host(@RequestParam URL url) throws Exception {
        String host = url.getHost();
        if (names.contains(host)) {
            // ok: java-ssrf
            url.openStream();
        }
    }
}
