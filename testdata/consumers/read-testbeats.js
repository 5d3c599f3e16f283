// Prints what TestBeats' parser reads: its totals (they come from attributes, without what was skipped) and its cases.
const { parse } = require('test-results-parser');

const kinds = { PASS: 'Passed', FAIL: 'Red', SKIP: 'Skipped' };
const result = parse({ type: 'junit', files: [process.argv[2]] });
const cases = result.suites.flatMap((suite) => suite.cases.map((c) => [`${suite.name}.${c.name}`, kinds[c.status] ?? c.status]));
console.log(JSON.stringify({
  Tally: {
    Total: result.total + result.skipped,
    Passed: result.passed,
    Red: result.failed + result.errors,
    Skipped: result.skipped,
  },
  Cases: Object.fromEntries(cases),
}));
