app.get('/', (req, res) => {
  // ruleid: javascript-header-injection
  res.setHeader(req.query.name, 'a');
  // ok: javascript-header-injection
  res.setHeader('X-Value', req.query.value);
  // ruleid: javascript-header-injection
  res.set(`X-${req.query.name}`, 'a');
  // ruleid: javascript-header-injection
  res.set(req.body);
  // ok: javascript-header-injection
  res.set({ 'X-Value': req.body.value });
  // ruleid: javascript-header-injection
  res.writeHead(200, req.body.headers);
  // ruleid: javascript-header-injection
  socket.write('HTTP/1.1 302 Found\r\nLocation: ' + req.query.next + '\r\n\r\n');
  // ok: javascript-header-injection
  socket.write('Location: ' + encodeURIComponent(req.query.next));
  // ok: javascript-header-injection
  socket.write('X: ' + req.query.next.replace(/[\r\n]/g, ''));
  // ruleid: javascript-header-injection
  res.header(req.body);
  // ok: javascript-header-injection
  res.header('X-Value', req.body);
});
