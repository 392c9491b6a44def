// ruleid: javascript-cookie-flags-off
res.cookie('session', id, { httpOnly: false, secure: true });
// ok: javascript-cookie-flags-off
res.cookie('session', id, { httpOnly: true, secure: true });
// ok: javascript-cookie-flags-off
res.cookie('theme', 'dark', { httpOnly: false });
// ruleid: javascript-cookie-flags-off
ctx.cookies.set('token', id, { secure: false });
// ok: javascript-cookie-flags-off
ctx.cookies.set('token', id, { secure: production });
// ruleid: javascript-cookie-flags-off
app.use(session({ secret, cookie: { httpOnly: false } }));
// ruleid: javascript-cookie-flags-off
app.use(session({ secret, cookie: { maxAge: 1, secure: false } }));
// ok: javascript-cookie-flags-off
app.use(session({ secret, cookie: { secure: true } }));
// ruleid: javascript-cookie-flags-off
app.use(cookieSession({ keys, httpOnly: false }));
// ok: javascript-cookie-flags-off
app.use(cookieSession({ keys, httpOnly: true }));

// ruleid: javascript-cookie-flags-missing
res.cookie('session', id);
// ok: javascript-cookie-flags-missing
res.cookie('theme', 'dark');
// ruleid: javascript-cookie-flags-missing
res.cookie('auth_token', id, { maxAge: 1000 });
// ok: javascript-cookie-flags-missing
res.cookie('auth_token', id, { maxAge: 1000, httpOnly: true, secure: true });
// ok: javascript-cookie-flags-missing
res.cookie('auth_token', id, { ...defaults, maxAge: 1000 });
// ok: javascript-cookie-flags-missing
res.cookie('auth_token', id, options);
