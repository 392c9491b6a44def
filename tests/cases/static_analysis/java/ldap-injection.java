class LdapCases {
    void search(HttpServletRequest request, DirContext dir, InitialDirContext initial, LdapContext ldap, InitialLdapContext first, LdapTemplate template, LDAPConnection unbound) throws Exception {
        String uid = request.getParameter("uid");
        // ruleid: java-ldap-injection
        dir.search("ou=people", "(uid=" + uid + ")", controls);
        // ok: java-ldap-injection
        dir.search("ou=people", "(uid={0})", new Object[] {uid}, controls);
        // ruleid: java-ldap-injection
        dir.search("uid=" + uid, "(objectClass=person)", controls);
        // ruleid: java-ldap-injection
        dir.lookup("uid=" + uid);
        // ok: java-ldap-injection
        dir.lookup("ou=people");
        // ruleid: java-ldap-injection
        initial.search("ou=people", "(uid=" + uid + ")", controls);
        // ok: java-ldap-injection
        initial.search("ou=people", "(uid=" + LdapEncoder.filterEncode(uid) + ")", controls);
        // ok: java-ldap-injection
        initial.search("uid=" + LdapEncoder.nameEncode(uid), "(objectClass=person)", controls);
        // ruleid: java-ldap-injection
        initial.search("uid=" + uid, "(objectClass=person)", controls);
        // ruleid: java-ldap-injection
        ldap.search("ou=people", "(uid=" + uid + ")", controls);
        // ok: java-ldap-injection
        ldap.search("ou=people", "(uid=" + ESAPI.encoder().encodeForLDAP(uid) + ")", controls);
        // ruleid: java-ldap-injection
        first.search("ou=people", "(uid=" + uid + ")", controls);
        // ok: java-ldap-injection
        first.search("uid=" + ESAPI.encoder().encodeForDN(uid), "(uid=*)", controls);
        // ruleid: java-ldap-injection
        template.search("ou=people", "(uid=" + uid + ")", mapper);
        // ok: java-ldap-injection
        template.search("ou=people", new EqualsFilter("uid", "root").encode(), mapper);
        // ruleid: java-ldap-injection
        template.authenticate("ou=people", "(uid=" + uid + ")", password);
        // ok: java-ldap-injection
        template.authenticate("ou=people", "(uid=root)", uid);
        // ruleid: java-ldap-injection
        unbound.search("ou=people", SearchScope.SUB, "(uid=" + uid + ")");
        // ok: java-ldap-injection
        unbound.search("ou=people", SearchScope.SUB, "(uid=" + Filter.encodeValue(uid) + ")");
        // ok: java-ldap-injection
        unbound.search("ou=people", SearchScope.SUB, Filter.createEqualityFilter("uid", uid));
        // ok: java-ldap-injection
        dir.lookup("uid=" + Rdn.escapeValue(uid));
        // ok: java-ldap-injection
        files.search("ou=people", "(uid=" + uid + ")", controls);
    }

    void fullyNamed(HttpServletRequest request, javax.naming.directory.DirContext dir, javax.naming.directory.InitialDirContext initial) throws Exception {
        String uid = request.getParameter("uid");
        // ruleid: java-ldap-injection
        dir.search("ou=people", "(uid=" + uid + ")", controls);
        // ruleid: java-ldap-injection
        dir.search("uid=" + uid, "(a=b)", controls);
        // ok: java-ldap-injection
        dir.search("ou=people", "(uid=root)", controls);
        // ruleid: java-ldap-injection
        initial.search("ou=people", "(uid=" + uid + ")", controls);
        // ruleid: java-ldap-injection
        initial.search("uid=" + uid, "(a=b)", controls);
        // ok: java-ldap-injection
        initial.search("ou=people", "(uid=root)", controls);
    }
}
