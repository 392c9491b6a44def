class SecurityCases {
    void csrf(HttpSecurity http) throws Exception {
        // ruleid: java-csrf-disabled
        http.csrf().disable();
        // ruleid: java-csrf-disabled
        http.csrf(AbstractHttpConfigurer::disable);
        // ruleid: java-csrf-disabled
        http.csrf(CsrfConfigurer::disable);
        // ruleid: java-csrf-disabled
        http.csrf(ServerHttpSecurity.CsrfSpec::disable);
        // ruleid: java-csrf-disabled
        http.csrf(csrf -> csrf.disable());
        // ok: java-csrf-disabled
        http.csrf(csrf -> csrf.ignoringRequestMatchers("/hooks/**"));
        // ok: java-csrf-disabled
        http.csrf(Customizer.withDefaults());
        // ok: java-csrf-disabled
        http.formLogin().disable();
    }

    void actuator(HttpSecurity http) throws Exception {
        http.authorizeHttpRequests(rules -> rules
            // ruleid: java-actuator-open
            .requestMatchers("/actuator/**").permitAll()
        );
        // ruleid: java-actuator-open
        http.authorizeRequests().antMatchers("/public", "/actuator/**").permitAll();
        // ruleid: java-actuator-open
        http.authorizeRequests().mvcMatchers("/manage/*").permitAll();
        // ruleid: java-actuator-open
        http.authorizeExchange().pathMatchers("/management/**").permitAll();
        // ruleid: java-actuator-open
        http.authorizeHttpRequests().requestMatchers(EndpointRequest.toAnyEndpoint()).permitAll();
        // ok: java-actuator-open
        http.authorizeHttpRequests().requestMatchers("/actuator/health").permitAll();
        // ok: java-actuator-open
        http.authorizeRequests().antMatchers("/actuator/health").permitAll();
        // ok: java-actuator-open
        http.authorizeRequests().mvcMatchers("/manage").permitAll();
        // ok: java-actuator-open
        http.authorizeExchange().pathMatchers("/management/**").hasRole("ADMIN");
    }

    void frames(HttpSecurity http) throws Exception {
        // ruleid: java-frame-options-disabled
        http.headers().frameOptions().disable();
        // ok: java-frame-options-disabled
        http.headers().frameOptions().sameOrigin();
        // ruleid: java-frame-options-disabled
        http.headers(headers -> headers.frameOptions(options -> options.disable()));
        // ruleid: java-frame-options-disabled
        http.headers(headers -> headers.frameOptions(HeadersConfigurer.FrameOptionsConfig::disable));
        // ok: java-frame-options-disabled
        http.headers(headers -> headers.frameOptions(options -> options.sameOrigin()));
    }
}

// ruleid: java-security-debug
@EnableWebSecurity(debug = true)
class Debugged {}

// ok: java-security-debug
@EnableWebSecurity(debug = false)
class Quiet {}
