const { exec, execSync, execFile, spawn } = require('child_process');
const cp = require('child_process');
const quote = require('shell-quote').quote;

app.get('/run', (req, res) => {
  // ruleid: javascript-command-injection
  exec('ping -c 1 ' + req.query.host);
  // ok: javascript-command-injection
  exec('ping -c 1 localhost');
  // ruleid: javascript-command-injection
  cp.execSync(`ping -c 1 ${req.query.host}`);
  // ok: javascript-command-injection
  cp.execSync(`ping -c 1 ${quote([req.query.host])}`);
  // ok: javascript-command-injection
  execFile('ping', ['-c', '1', '--', req.query.host]);
  // ruleid: javascript-command-injection
  execFile(req.query.program, ['--version']);
  // ruleid: javascript-command-injection
  spawn(`ping ${req.query.host}`, { shell: true });
  // ruleid: javascript-command-injection
  spawn('ping', [req.query.host], { shell: true });
  // ok: javascript-command-injection
  spawn('ping', [req.query.host]);
  // ruleid: javascript-command-injection
  spawn('/bin/sh', ['-c', `ping ${req.query.host}`]);
  // ruleid: javascript-command-injection
  cp.spawn('bash', ['-c', 'ping ' + req.query.host], { stdio: 'inherit' });
  // ok: javascript-command-injection
  spawn('bash', ['script.sh', req.query.host]);
  // ok: javascript-command-injection
  const match = /a+/.exec(req.query.host);
  // ok: javascript-command-injection
  exec(`sleep ${Number(req.query.seconds)}`);
  const words = [];
  words.push(req.query.word);
  // ruleid: javascript-command-injection
  exec('echo ' + words.join(' '));
  const PROGRAMS = new Map([['a', 'ls']]);
  // ruleid: javascript-command-injection
  execaCommand(`ls ${req.query.folder}`);
});

app.post('/clone', (req, res) => {
  // ruleid: javascript-argument-injection
  execFile('git', ['clone', req.body.url]);
  // ok: javascript-argument-injection
  execFile('git', ['clone', '--', req.body.url]);
  // ruleid: javascript-argument-injection
  cp.spawn('tar', ['xf', 'a.tar', req.body.name]);
  // ok: javascript-argument-injection
  cp.spawn('tar', ['xf', 'a.tar', '--', req.body.name]);
  // ok: javascript-argument-injection
  execFile('git', ['log', `refs/heads/${req.body.branch}`]);
  const branch = req.body.branch;
  if (branch.startsWith('-')) throw new Error('bad branch');
  // ok: javascript-argument-injection
  execFile('git', ['checkout', branch]);
  // ok: javascript-argument-injection
  execFile('echo', [req.body.url]);
});

function log(branch, files) {
  // ruleid: javascript-command-injection-parameter
  execSync(`git log ${branch}`);
  // ok: javascript-command-injection-parameter
  execFile('git', ['log', branch]);
  // ok: javascript-command-injection-parameter
  execSync(`git log ${quote(files)}`);
  // ruleid: javascript-command-injection-parameter
  exec('git log ' + branch);
  // ok: javascript-command-injection-parameter
  execSync(branch);
}
