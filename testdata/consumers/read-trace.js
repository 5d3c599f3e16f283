// Opens traces in speedscope, in Chromium, and tells as JSON what it read from each: its own form of it, as it saves it.
const { launch } = require('./browser.js');
const fs = require('fs');
const os = require('os');
const path = require('path');

const app = require.resolve('speedscope/dist/release/index.html');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'speedscope-'));

async function read(browser, file) {
  const load = path.join(folder, 'load.js'); // as speedscope's own command hands over a file
  fs.writeFileSync(load, `speedscope.loadFileFromBase64("trace.json", ${JSON.stringify(fs.readFileSync(file).toString('base64'))})`);
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (m) => { if (m.type() === 'error') complaints.push(m.text()); });
  page.on('pageerror', (e) => complaints.push(e.message));
  page.on('dialog', (d) => { complaints.push(d.message()); d.dismiss(); });
  await page.goto(`file://${app}#localProfilePath=${load}`);
  await page.waitForFunction(() => document.title.startsWith('trace.json'));
  const saved = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  const { profiles, shared } = JSON.parse(fs.readFileSync(await (await saved).path(), 'utf8'));
  await page.close();
  return { complaints, profiles, frames: shared.frames.map((f) => f.name) };
}

(async () => {
  const browser = await launch();
  const seen = {};
  for (const file of process.argv.slice(2)) seen[path.basename(file)] = await read(browser, file);
  await browser.close();
  fs.rmSync(folder, { recursive: true });
  process.stdout.write(JSON.stringify(seen));
})();
