import java.sql.*;
import java.util.*;
import jakarta.servlet.http.HttpServletRequest;

class SqlCases {
    private static final Set<String> COLUMNS = Set.of("name", "age");
    private static final Map<String, String> ORDER = Map.of("a", "ASC", "d", "DESC");

    void statement(HttpServletRequest request, Connection connection) throws SQLException {
        Statement st = connection.createStatement();
        String name = request.getParameter("name");
        // ruleid: java-sql-injection
        st.executeQuery("SELECT * FROM users WHERE name = '" + name + "'");
        // ruleid: java-sql-injection
        st.execute("DELETE FROM users WHERE name = '" + name + "'");
        // ok: java-sql-injection
        st.executeQuery("SELECT * FROM users");
        // ok: java-sql-injection
        st.executeUpdate("DELETE FROM users WHERE id = " + Integer.parseInt(name));
        int age = Integer.parseInt(request.getParameter("age"));
        // ok: java-sql-injection
        st.addBatch("DELETE FROM users WHERE age > " + age);
    }

    void fullyNamed(javax.servlet.http.HttpServletRequest r, java.sql.Statement st) throws SQLException {
        String sql = "SELECT * FROM t WHERE h = '" + r.getHeader("X-Tenant") + "'";
        // ruleid: java-sql-injection
        st.execute(sql);
        // ok: java-sql-injection
        st.execute("SELECT 1");
    }

    void prepared(HttpServletRequest request, Connection connection) throws SQLException {
        String name = request.getHeader("name");
        // ruleid: java-sql-injection
        PreparedStatement bad = connection.prepareStatement("SELECT * FROM users WHERE name = '" + name + "'");
        // ok: java-sql-injection
        PreparedStatement good = connection.prepareStatement("SELECT * FROM users WHERE name = ?");
        // ok: java-sql-injection
        good.setString(1, name);
        // ok: java-sql-injection
        good.executeQuery();
        // ruleid: java-sql-injection
        connection.createStatement().execute("SELECT '" + name + "'");
    }

    @GetMapping("/sorted")
    List<User> sorted(@RequestParam(name = "by", required = false) String by, String direction) {
        // ruleid: java-sql-injection
        List<User> bad = jdbcTemplate.query("SELECT * FROM users ORDER BY " + by, mapper);
        // ruleid: java-sql-injection
        jdbcTemplate.query("SELECT * FROM users ORDER BY name " + direction, mapper);
        // ok: java-sql-injection
        jdbcTemplate.query("SELECT * FROM users ORDER BY name " + ORDER.get(direction), mapper);
        if (!COLUMNS.contains(by)) {
            throw new IllegalArgumentException();
        }
        // ok: java-sql-injection
        return jdbcTemplate.query("SELECT * FROM users ORDER BY " + by, mapper);
    }

    @GetMapping("/byid/{id}")
    User byId(@PathVariable long id, @PathVariable("x") UUID x, @RequestParam @Pattern(regexp = "[a-z]+") String word) {
        // ok: java-sql-injection
        jdbcTemplate.query("SELECT * FROM users WHERE word = '" + word + "'", mapper);
        // ok: java-sql-injection
        jdbcTemplate.queryForObject("SELECT * FROM users WHERE x = '" + x + "'", mapper);
        // ok: java-sql-injection
        return jdbcTemplate.queryForObject("SELECT * FROM users WHERE id = " + id, mapper);
    }

    @PostMapping("/search")
    List<User> search(@RequestBody Search search, NamedParameterJdbcTemplate template, JdbcClient client) {
        StringBuilder sql = new StringBuilder("SELECT * FROM users WHERE 1 = 1");
        sql.append(" AND name = '").append(search.getName()).append("'");
        // ruleid: java-sql-injection
        template.query(sql.toString(), mapper);
        // ruleid: java-sql-injection
        client.sql("SELECT * FROM users WHERE name = '" + search.getName() + "'").query();
        StringBuilder safe = new StringBuilder("SELECT * FROM users WHERE 1 = 1");
        safe.append(" AND name = ").append(":name");
        // ok: java-sql-injection
        return template.query(safe.toString(), Map.of("name", search.getName()), mapper);
    }

    @Path("/jaxrs")
    Response jaxrs(@QueryParam("q") String q, @HeaderParam("h") String h, @FormParam("n") Integer n, EntityManager em, Session session) {
        // ruleid: java-sql-injection
        em.createQuery("FROM User WHERE name = '" + q + "'");
        // ruleid: java-sql-injection
        em.createNativeQuery(String.format("SELECT * FROM users WHERE name = '%s'", h), User.class);
        // ok: java-sql-injection
        em.createQuery("FROM User WHERE age = " + n);
        // ok: java-sql-injection
        em.createQuery("FROM User WHERE name = :q").setParameter("q", q);
        // ruleid: java-sql-injection
        session.createSQLQuery("SELECT * FROM users WHERE name = '" + q + "'");
        if (h.matches("[a-z]+")) {
            // ok: java-sql-injection
            session.createSQLQuery("SELECT * FROM " + h);
        }
        return null;
    }

    void keyed(HttpServletRequest request, Statement st) throws SQLException {
        Map<String, Object> values = new HashMap<>();
        values.put("name", request.getParameter("name"));
        values.put("limit", "10");
        String name = (String) values.get("name");
        // ruleid: java-sql-injection
        st.executeQuery("SELECT * FROM users WHERE name = '" + name + "'");
        String limit = (String) values.get("limit");
        // ok: java-sql-injection
        st.executeQuery("SELECT * FROM users LIMIT " + limit);
    }

    void dead(HttpServletRequest request, Statement st) throws SQLException {
        String given = request.getParameter("name");
        int size = 86;
        String name;
        if (7 * 42 - size > 200) {
            name = "always";
        } else {
            name = given;
        }
        // ok: java-sql-injection
        st.executeQuery("SELECT * FROM users WHERE name = '" + name + "'");
        String other = 7 * 42 - size > 200 ? given : "never";
        // ruleid: java-sql-injection
        st.executeQuery("SELECT * FROM users WHERE name = '" + other + "'");
        String third = size < 10 ? given : "always";
        // ok: java-sql-injection
        st.executeQuery("SELECT * FROM users WHERE name = '" + third + "'");
    }

    Mono<ServerResponse> reactive(ServerRequest request, DatabaseClient client) {
        // ruleid: java-sql-injection
        client.sql("SELECT * FROM t WHERE id = '" + request.pathVariable("id") + "'");
        // ok: java-sql-injection
        client.sql("SELECT * FROM t WHERE id = :id").bind("id", request.pathVariable("id"));
        return null;
    }

    void stored(HttpServletRequest request, Statement st) throws SQLException {
        User user = userRepository.findByName(request.getParameter("name"));
        // ok: java-sql-injection
        st.executeQuery("SELECT * FROM audit WHERE user_key = '" + user.getKey() + "'");
    }
}

interface UserMapper {
    // ruleid: java-sql-mybatis-interpolation
    @Select("SELECT * FROM users ORDER BY ${column}")
    List<User> sorted(String column);

    // ok: java-sql-mybatis-interpolation
    @Select("SELECT * FROM users WHERE id = #{id}")
    User byId(long id);

    // ok: java-sql-mybatis-interpolation
    @Value("${users.table}")
    String table();
}

class UserDao {
    ResultSet quoted(Statement statement, String name) throws SQLException {
        // ruleid: java-sql-concatenation
        return statement.executeQuery("SELECT * FROM users WHERE name = '" + name + "'");
    }

    ResultSet second(Statement statement, long id, String name) throws SQLException {
        String sql = "SELECT * FROM users WHERE id = " + id + " AND name LIKE '%" + name + "%'";
        // ruleid: java-sql-concatenation
        return statement.executeQuery(sql);
    }

    ResultSet formatted(Statement statement, String name) throws SQLException {
        // ruleid: java-sql-concatenation
        return statement.executeQuery(String.format("SELECT * FROM users WHERE name = '%s'", name));
    }

    ResultSet table(Statement statement, String table) throws SQLException {
        // ok: java-sql-concatenation
        return statement.executeQuery("SELECT * FROM " + table);
    }

    ResultSet number(Statement statement, int id) throws SQLException {
        // ok: java-sql-concatenation
        return statement.executeQuery("SELECT * FROM users WHERE id = '" + id + "'");
    }

    ResultSet formattedTable(Statement statement, String table) throws SQLException {
        // ok: java-sql-concatenation
        return statement.executeQuery(String.format("SELECT * FROM %s", table));
    }

    ResultSet escaped(Statement statement, String name) throws SQLException {
        // ok: java-sql-concatenation
        return statement.executeQuery("SELECT * FROM users WHERE name = '" + StringEscapeUtils.escapeSql(name) + "'");
    }

    void message(String name) {
        // ok: java-sql-concatenation
        log.info("select the user '" + name + "'");
    }
}
