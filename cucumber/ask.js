// Prints the profiles of a configuration of cucumber-js, which is a program: what matters of each, or its arguments.
const path = require('path'), url = require('url');
const file = path.resolve(process.argv[1]);
const load = async () => {
  try { return require(file); } catch (e) { return await import(url.pathToFileURL(file).href); }
};
const plain = p => p && typeof p === 'object' && !Array.isArray(p) ? { tags: p.tags, language: p.language, failFast: p.failFast, strict: p.strict } : p;
load().then(async all => {
  all = { ...all };
  delete all.__esModule;
  if (typeof all.default === 'function') all = { default: {}, ...await all.default() };
  const said = Object.fromEntries(Object.entries(all).map(([name, p]) => [name, plain(p)]));
  process.stdout.write('\nbaleen-configuration: ' + JSON.stringify(said) + '\n', () => process.exit(0));
}).catch(e => { console.error(e); process.exit(1); });
