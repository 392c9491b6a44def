const fs = require('fs');
const path = require('path');

app.get('/files', async (req, res) => {
  // ruleid: javascript-path-traversal
  fs.readFile(path.join('/srv', req.query.name), done);
  // ok: javascript-path-traversal
  fs.readFile(path.join('/srv', path.basename(req.query.name)), done);
  // ok: javascript-path-traversal
  fs.readFile('/srv/a.txt', done);
  // ruleid: javascript-path-traversal
  await fs.promises.unlink(`uploads/${req.params.name}`);
  // ok: javascript-path-traversal
  await fs.promises.unlink(`uploads/${Number(req.params.id)}.txt`);
  // ruleid: javascript-path-traversal
  createReadStream('/srv' + req.url).pipe(res);
  // ok: javascript-path-traversal
  fs.writeFile('/srv/log.txt', req.body.text, done);
  // ruleid: javascript-path-traversal
  res.sendFile(path.join(__dirname, req.query.name));
  // ok: javascript-path-traversal
  res.sendFile(req.query.name, { root: '/srv' });
  // ruleid: javascript-path-traversal
  res.download('files/' + req.query.name);
  // ok: javascript-path-traversal
  res.download(req.params.name, 'a.txt', { root: '/srv' });
  // ok: javascript-path-traversal
  fs.unlink(req.file.path, done);
  // ok: javascript-path-traversal
  fs.readFile(path.join('/srv', FILES[req.query.name]), done);
});
app.get('/resolved', (req, res) => {
  const file = path.resolve('/srv', req.query.name);
  if (!file.startsWith('/srv/')) return res.status(403).end();
  // ok: javascript-path-traversal
  fs.createReadStream(file).pipe(res);
  const other = path.resolve('/srv', req.query.name);
  // ruleid: javascript-path-traversal
  fs.createReadStream(other).pipe(res);
});
app.get('/relative', (req, res) => {
  const file = path.resolve('/srv', req.query.name);
  const relative = path.relative('/srv', file);
  if (relative.startsWith('..')) return res.status(403).end();
  // ok: javascript-path-traversal
  fs.createReadStream(file).pipe(res);
});
app.get('/shape', (req, res) => {
  // ok: javascript-path-traversal
  fs.readFile(path.join('/srv', req.query.name.replace(/[^a-z]/g, '')), done);
  if (req.query.name.includes('..')) return;
  const name = req.query.name;
  if (name.includes('..')) return;
  // ok: javascript-path-traversal
  fs.readFile(path.join('/srv', name), done);
});

unzip.on('entry', (entry) => {
  // ruleid: javascript-zip-slip
  entry.pipe(fs.createWriteStream(path.join('out', entry.path)));
  // ok: javascript-zip-slip
  entry.pipe(fs.createWriteStream(path.join('out', path.basename(entry.path))));
  // ok: javascript-zip-slip
  console.log(entry.path);
});
zip.getEntries().forEach((zipEntry) => {
  const target = path.resolve('out', zipEntry.entryName);
  if (!target.startsWith('/srv/out/')) return;
  // ok: javascript-zip-slip
  fs.writeFileSync(target, zipEntry.getData());
});
zip.getEntries().forEach((zipEntry) => {
  // ruleid: javascript-zip-slip
  fs.writeFileSync('out/' + zipEntry.entryName, zipEntry.getData());
});
extract.on('entry', (header, stream, next) => {
  // ruleid: javascript-zip-slip
  stream.pipe(createWriteStream(`out/${header.name}`));
});
zip.forEach((relativePath, file) => {
  // ruleid: javascript-zip-slip
  writeFile(path.join('out', relativePath), file);
});
rows.forEach((name, file) => {
  // ok: javascript-zip-slip
  writeFile(path.join('out', name), file);
});
