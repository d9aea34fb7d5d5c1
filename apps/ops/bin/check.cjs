// Written for any Node there is, so that an old one gets a sentence and not a syntax error.
'use strict';
var path = require('path');
var fs = require('fs');

var OLDEST = [20, 19, 0];
var root = path.join(__dirname, '..', '..', '..');

function fail(message) {
  console.error(message);
  process.exit(1);
}

function older(version) {
  var parts = version.split('.').map(Number);
  for (var i = 0; i < OLDEST.length; i++) if (parts[i] !== OLDEST[i]) return parts[i] < OLDEST[i];
  return false;
}

exports.root = root;

/** Ends the process with advice when Node is too old or the packages are not installed. */
exports.check = function check() {
  if (older(process.versions.node))
    fail(
      'Bakeloop needs Node ' +
        OLDEST.join('.') +
        ' or later; this is ' +
        process.versions.node +
        '.\nInstall a newer Node from https://nodejs.org and try again.',
    );
  if (!fs.existsSync(path.join(root, 'node_modules', 'nx')))
    fail('The packages are not installed. Run "npm ci" in ' + root + ' first.');
};

/** Hands over to the compiled command with these arguments. */
exports.run = function run(args) {
  process.argv = [process.argv[0], path.join(__dirname, 'bakeloop.cjs')].concat(args);
  import('../dist/main.js').catch(function (error) {
    fail(error && error.stack ? error.stack : String(error));
  });
};
