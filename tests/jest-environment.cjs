/** Beside `jest-runtime.cjs`: `expect` lives in a realm of its own, and has to know the types of the realm of the tests. */
const { TestEnvironment } = require('jest-environment-node');

const TYPES = [
  ...['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'Promise', 'JSON'],
  ...['Date', 'RegExp', 'Map', 'Set', 'Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError'],
];

module.exports = class extends TestEnvironment {
  constructor(...given) {
    super(...given);
    for (const name of TYPES) this.global[name] = globalThis[name];
    this.variables = { ...process.env };
  }

  /** The environment variables are those of the worker: the next test file finds them as they were. */
  async teardown() {
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
    await super.teardown();
  }
};
