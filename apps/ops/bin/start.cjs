// What `npm start` does: build what has changed, then bring everything up. No shell is needed in between.
'use strict';
var path = require('path');
var spawnSync = require('child_process').spawnSync;
var start = require('./check.cjs');

start.check();
console.log('Building what has changed …');
var nxFolder = path.join(start.root, 'node_modules', 'nx');
var nx = path.join(nxFolder, require(path.join(nxFolder, 'package.json')).bin.nx);
var built = spawnSync(process.execPath, [nx, 'run-many', '-t', 'build', '--outputStyle=static'], {
  cwd: start.root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  env: Object.assign({}, process.env, { NX_DAEMON: 'false' }),
});
if (built.signal) process.exit(1);
if (built.status !== 0) {
  console.error(built.stdout + built.stderr);
  console.error('The build failed. The lines above say where; "npm ci" mends a broken installation.');
  process.exit(1);
}
start.run(['up'].concat(process.argv.slice(2)));
