app.get('/login', (req, res) => {
  // ruleid: javascript-open-redirect
  res.redirect(req.query.next);
  // ok: javascript-open-redirect
  res.redirect('/account');
  // ruleid: javascript-open-redirect
  res.redirect(302, req.query.next || '/');
  // ok: javascript-open-redirect
  res.redirect('/account?next=' + encodeURIComponent(req.query.next));
  // ok: javascript-open-redirect
  res.redirect(`/users/${req.params.id}`);
  // ruleid: javascript-open-redirect
  res.redirect(`//${req.params.id}`);
  // ok: javascript-open-redirect
  res.redirect(`https://example.com/${req.params.id}`);
  // ruleid: javascript-open-redirect
  res.redirect('https://' + req.headers.host);
  // ruleid: javascript-open-redirect
  res.writeHead(302, { Location: req.query.next });
  // ok: javascript-open-redirect
  res.writeHead(302, { Location: '/next' });
  // ruleid: javascript-open-redirect
  res.setHeader('Location', req.query.next);
  // ok: javascript-open-redirect
  res.setHeader('X-Next', req.query.next);
  // ruleid: javascript-open-redirect
  res.location(req.query.next);
  // ok: javascript-open-redirect
  res.redirect(safeRedirect(req.query.next));
});
app.get('/checked', (req, res) => {
  const next = req.query.next;
  if (!next.startsWith('https://example.com/')) return res.redirect('/');
  // ok: javascript-open-redirect
  res.redirect(next);
});
app.get('/origin', (req, res) => {
  const target = new URL(req.query.next, 'https://example.com');
  if (target.origin !== 'https://example.com') return res.redirect('/');
  // ok: javascript-open-redirect
  res.redirect(target);
});
app.get('/listed', (req, res) => {
  const next = req.query.next;
  if (PAGES.includes(next)) {
    // ok: javascript-open-redirect
    res.redirect(next);
  }
});
router.get('/koa', (ctx) => {
  // ruleid: javascript-open-redirect
  ctx.redirect(ctx.query.next);
  // ok: javascript-open-redirect
  ctx.redirect('/');
});
export async function GET(request) {
  const next = request.nextUrl.searchParams.get('next');
  // ruleid: javascript-open-redirect
  if (next) return NextResponse.redirect(next);
  // ok: javascript-open-redirect
  return NextResponse.redirect(new URL('/login', request.url));
}
export async function leave(formData) {
  'use server';
  // ruleid: javascript-open-redirect
  redirect(formData.get('next'));
}

const next = new URLSearchParams(location.search).get('next');
// ruleid: javascript-page-redirect
location.href = next;
// ok: javascript-page-redirect
location.href = '/continue?next=' + encodeURIComponent(next);
// ruleid: javascript-page-redirect
window.location.assign(next);
// ok: javascript-page-redirect
window.location.assign('/home');
// ruleid: javascript-page-redirect
window.location = location.hash.slice(1);
// ok: javascript-page-redirect
window.location.replace(window.location.pathname + window.location.search);
// ruleid: javascript-page-redirect
window.open(next, '_blank');
const target = new URL(next, location.origin);
if (target.origin === location.origin) {
  // ok: javascript-page-redirect
  location.assign(target);
}
