#!/usr/bin/env node
'use strict';
var fs = require('fs');
var path = require('path');
var start = require('./check.cjs');

start.check();
if (!fs.existsSync(path.join(__dirname, '..', 'dist', 'main.js'))) {
  console.error('Bakeloop is not built yet. Run "npm run build" first.');
  process.exit(1);
}
start.run(process.argv.slice(2));
