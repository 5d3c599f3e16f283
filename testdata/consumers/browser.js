// Opens pages in Chromium and notes whatever the browser complains of.
const { chromium } = require('playwright-core');
const fs = require('fs');

exports.launch = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

exports.look = async (browser, { file, options, hash = '' }, use) => {
  const page = await browser.newPage(options);
  const seen = { complaints: [], requests: [] };
  page.on('console', (m) => seen.complaints.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => seen.complaints.push(e.message));
  page.on('dialog', (d) => { seen.complaints.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on('popup', (p) => seen.complaints.push(`popup: ${p.url()}`));
  page.on('framenavigated', (f) => seen.requests.push(f.url()));
  page.on('request', (r) => seen.requests.push(r.url()));
  await page.goto(`file://${file}${hash}`);
  await page.waitForSelector('html[data-ready]');
  await use(page, seen);
  await page.close();
  return seen;
};

// Every box is opened, so that whatever a suite wrote is on the page.
exports.openAll = async (page) => {
  for (let round = 0; round < 8; round++) {
    await page.$$eval('details:not([open])', (all) => all.forEach((d) => { d.open = true; }));
    await page.waitForTimeout(50);
  }
  await page.waitForFunction(() => [...document.querySelectorAll('details')].every((d) => d.dataset.filled));
};

// What axe-core finds serious.
exports.barriers = async (page) => {
  await page.evaluate(fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate(() => axe.run());
  return found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes[0].html}`);
};
