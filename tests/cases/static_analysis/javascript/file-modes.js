// ruleid: javascript-loose-file-mode
fs.chmodSync('/srv/app/config.json', 0o777);
// ok: javascript-loose-file-mode
fs.chmodSync('/srv/app/config.json', 0o640);
// ok: javascript-loose-file-mode
fs.chmodSync('/srv/app/run.sh', 0o755);
// ruleid: javascript-loose-file-mode
await chmod('/srv/app/config.json', '0666');
// ok: javascript-loose-file-mode
await chmod('/srv/app/config.json', '0644');
// ruleid: javascript-loose-file-mode
fs.writeFileSync('state', text, { mode: 0o666 });
// ok: javascript-loose-file-mode
fs.writeFileSync('state', text, { mode: 0o600 });
// ruleid: javascript-loose-file-mode
process.umask(0);
// ok: javascript-loose-file-mode
process.umask(0o077);

// ruleid: javascript-predictable-temporary-file
fs.writeFileSync('/tmp/report.txt', text);
// ok: javascript-predictable-temporary-file
fs.writeFileSync(path.join(fs.mkdtempSync('/tmp/app-'), 'report.txt'), text);
// ruleid: javascript-predictable-temporary-file
fs.createWriteStream(path.join(os.tmpdir(), 'report.txt'));
// ok: javascript-predictable-temporary-file
fs.createWriteStream(path.join(folder, 'report.txt'));
// ruleid: javascript-predictable-temporary-file
fs.appendFileSync(os.tmpdir() + '/report.txt', text);
// ok: javascript-predictable-temporary-file
fs.readFileSync('/tmp/report.txt');
